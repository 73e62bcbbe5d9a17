#include "train/gradient_engine.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "model/families.hpp"
#include "tensor/random.hpp"
#include "train/autograd_engine.hpp"
#include "train/contrastive_engine.hpp"
#include "train/dense_engine.hpp"
#include "train/variational_engine.hpp"

namespace codegrid {
namespace {

TEST(GradientEngine, IsTheDenseOneForPlainDenseModelsAndAutogradForOthers) {
  const ReconstructionLoss loss(LossKind::kBinaryCrossEntropy, Output::kSigmoid);
  ModelOptions options;
  const auto is = [&](auto kind) {
    Autoencoder model(Shape{1, 8, 8}, options, make_generator(1, Purpose::kWeights));
    const auto engine = make_gradient_engine(model, loss, Precision::kFloat32);
    return dynamic_cast<decltype(kind)>(engine.get()) != nullptr;
  };
  EXPECT_TRUE(is(static_cast<DenseEngine*>(nullptr)));
  options.kind = ModelKind::kConvolutional;
  EXPECT_TRUE(is(static_cast<AutogradEngine*>(nullptr)));
  Autoencoder model(Shape{1, 8, 8}, options, make_generator(1, Purpose::kWeights));
  EXPECT_FALSE(DenseEngine::serves(model));
  EXPECT_THROW(DenseEngine(model, loss), c10::Error);
}

TEST(GradientEngine, OfAnObjectiveThatComparesViewsIsTheContrastiveOne) {
  const ReconstructionLoss loss(LossKind::kBinaryCrossEntropy, Output::kSigmoid);
  Autoencoder model(Shape{1, 8, 8}, ModelOptions{}, make_generator(1, Purpose::kWeights));
  const Augmenter augmenter({.noise = 0.1}, make_generator(1, Purpose::kAugmentation));
  TrainingOptions options;
  EXPECT_NE(dynamic_cast<DenseEngine*>(make_gradient_engine(model, loss, options, augmenter).get()),
            nullptr);
  for (const ObjectiveKind kind : {ObjectiveKind::kContrastive, ObjectiveKind::kCombined}) {
    options.objective.kind = kind;
    const auto engine = make_gradient_engine(model, loss, options, augmenter);
    EXPECT_NE(dynamic_cast<ContrastiveEngine*>(engine.get()), nullptr);
    EXPECT_THROW(make_gradient_engine(model, loss, options, std::nullopt), c10::Error);
    const Augmenter nothing({}, make_generator(1, Purpose::kAugmentation));
    EXPECT_THROW(make_gradient_engine(model, loss, options, nothing), c10::Error);
  }
}

TEST(GradientEngine, OfDistributionsIsTheVariationalOneWhateverTheModel) {
  const ReconstructionLoss loss(LossKind::kBinaryCrossEntropy, Output::kSigmoid);
  TrainingOptions options;
  options.objective.kind = ObjectiveKind::kVariational;
  const at::Generator noise = make_generator(1, Purpose::kCodeNoise);
  for (const ModelKind kind : {ModelKind::kDense, ModelKind::kConvolutional}) {
    ModelOptions shape;
    shape.kind = kind;
    shape.code_activation = Activation::kLinear;
    Autoencoder model(variational(make_architecture({1, 8, 8}, shape)),
                      make_generator(1, Purpose::kWeights), make_generator(1, Purpose::kDropout));
    const auto engine = make_gradient_engine(model, loss, options, std::nullopt, noise);
    EXPECT_NE(dynamic_cast<VariationalEngine*>(engine.get()), nullptr);
    EXPECT_EQ(engine->terms_per_image(), 64);
    EXPECT_EQ(engine->noise(), noise);
    EXPECT_TRUE(engine->parts().equal(at::zeros({2}, at::kDouble)));
    EXPECT_FALSE(DenseEngine::serves(model)) << "it knows nothing of log variances";
    EXPECT_THROW(make_gradient_engine(model, loss, options, std::nullopt), c10::Error);
  }
}

TEST(GradientEngine, OfAPlainReconstructionDrawsNothingAndHasNoParts) {
  const ReconstructionLoss loss(LossKind::kBinaryCrossEntropy, Output::kSigmoid);
  for (const ModelKind kind : {ModelKind::kDense, ModelKind::kConvolutional}) {
    ModelOptions shape;
    shape.kind = kind;
    Autoencoder model(Shape{1, 8, 8}, shape, make_generator(1, Purpose::kWeights));
    const auto engine = make_gradient_engine(model, loss, Precision::kFloat32);
    EXPECT_FALSE(engine->noise().defined());
    EXPECT_FALSE(engine->parts().defined());
  }
}

TEST(GradientEngine, HasTheTermsOfItsLoss) {
  const ReconstructionLoss loss(LossKind::kBinaryCrossEntropy, Output::kSigmoid);
  const Augmenter augmenter({.noise = 0.1}, make_generator(1, Purpose::kAugmentation));
  for (const ModelKind kind : {ModelKind::kDense, ModelKind::kConvolutional}) {
    ModelOptions shape;
    shape.kind = kind;
    Autoencoder model(Shape{1, 8, 8}, shape, make_generator(1, Purpose::kWeights));
    TrainingOptions options;
    EXPECT_EQ(make_gradient_engine(model, loss, options, augmenter)->terms_per_image(), 64);
    options.objective.kind = ObjectiveKind::kCombined;
    EXPECT_EQ(make_gradient_engine(model, loss, options, augmenter)->terms_per_image(), 1);
  }
}

TEST(GradientEngine, OfAReconstructionWantsADecoder) {
  const ReconstructionLoss loss(LossKind::kBinaryCrossEntropy, Output::kSigmoid);
  Autoencoder model(encoder_only(make_architecture({1, 8, 8}, {})),
                    make_generator(1, Purpose::kWeights), make_generator(1, Purpose::kDropout));
  EXPECT_THROW(make_gradient_engine(model, loss, Precision::kFloat32), c10::Error);
}

}  // namespace
}  // namespace codegrid
