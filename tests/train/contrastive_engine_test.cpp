#include "train/contrastive_engine.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <string>
#include <vector>

#include "model/families.hpp"
#include "tensor/random.hpp"
#include "train/nt_xent.hpp"

namespace codegrid {
namespace {

constexpr PixelScale kFullRange{0, 255};
constexpr double kTemperature = 0.3;
const AugmentationSettings kTurns{.rotation = 20, .shift = 0.1, .noise = 0.05};

ModelOptions dense_model() {
  ModelOptions model;
  model.hidden = {12};
  model.code = 5;
  model.activation = Activation::kTanh;
  model.code_activation = Activation::kLinear;
  return model;
}

// Smooth, so that small steps tell the slope.
ModelOptions convolutional_model() {
  ModelOptions model = dense_model();
  model.kind = ModelKind::kConvolutional;
  model.convolutional = {{3, 4}, 3, Downsampling::kStride, /*batch_norm=*/true, /*dropout=*/0};
  return model;
}

TrainingOptions training_for(ObjectiveKind kind, Precision precision = Precision::kFloat32) {
  TrainingOptions options;
  options.objective = {kind, kTemperature, /*weight=*/0.5};
  options.precision = precision;
  return options;
}

// 40 images of 9 x 10 pixels, in batches of 30.
struct Views {
  explicit Views(const ModelOptions& options, ObjectiveKind kind = ObjectiveKind::kContrastive,
                 std::int64_t images = 40)
      : training(training_for(kind)),
        model(architecture_for(options, training.objective), make_generator(1, Purpose::kWeights),
              make_generator(1, Purpose::kDropout)),
        batches(at::randint(0, 256, {images, 1, 9, 10}, make_generator(1, Purpose::kPictures),
                            at::TensorOptions(at::kByte)),
                kFullRange, 30, at::kCPU) {}

  static Architecture architecture_for(const ModelOptions& options,
                                       const ObjectiveOptions& objective) {
    const Architecture whole = make_architecture({1, 9, 10}, options);
    return objective.reconstructs() ? whole : encoder_only(whole);
  }

  // Draws the same views each time that it is made.
  static Augmenter augmenter() { return {kTurns, make_generator(7, Purpose::kAugmentation)}; }

  ContrastiveEngine engine(Precision precision = Precision::kFloat32) {
    training.precision = precision;
    return {model, loss, training, augmenter()};
  }

  // Those of a batch that the first step of an engine sees.
  at::Tensor views(std::int64_t index) const {
    const auto [first, last] = batches.range(index);
    at::Tensor images = at::empty({last - first, 1, 9, 10});
    batches.copy(first, last, images);
    return augmenter()(at::cat({images, images}));
  }

  TrainingOptions training;
  Autoencoder model;
  ReconstructionLoss loss{LossKind::kMeanSquaredError, Output::kSigmoid};
  Batches batches;
};

TEST(ContrastiveEngine, HasTheLossOfTwoViewsOfEachImage) {
  for (const ModelOptions& options : {dense_model(), convolutional_model()}) {
    Views s(options);
    const double found = s.engine().forward_backward({s.batches, 0}).item<double>();
    const double expected =
        nt_xent(s.model->encode(s.views(0)).detach(), kTemperature).item<double>();
    EXPECT_NEAR(found, expected, 1e-5 * expected);
    EXPECT_EQ(s.engine().terms_per_image(), 1);
  }
}

TEST(ContrastiveEngine, CombinedAddsTheReconstructionOfTheFirstViews) {
  for (const ModelOptions& options : {dense_model(), convolutional_model()}) {
    Views s(options, ObjectiveKind::kCombined);
    const double found = s.engine().forward_backward({s.batches, 0}).item<double>();
    const at::Tensor views = s.views(0);
    const at::Tensor codes = s.model->encode(views).detach();
    const at::Tensor first = views.slice(0, 0, 30);
    const at::Tensor reconstructed = s.model->decode(codes.slice(0, 0, 30));
    const double squares = 30 * at::mse_loss(reconstructed, first).item<double>();
    const double expected = squares + 0.5 * nt_xent(codes, kTemperature).item<double>();
    EXPECT_NEAR(found, expected, 1e-5 * expected);
  }
}

// Of the mean over a batch's images, by small steps along each parameter's gradient.
TEST(ContrastiveEngine, HasTheSlopeOfItsLoss) {
  for (const ObjectiveKind kind : {ObjectiveKind::kContrastive, ObjectiveKind::kCombined}) {
    for (const ModelOptions& options : {dense_model(), convolutional_model()}) {
      Views s(options, kind);
      ContrastiveEngine engine = s.engine();
      engine.forward_backward({s.batches, 0});
      const std::vector<at::Tensor> gradients = engine.gradients();
      const auto loss = [&] { return s.engine().forward_backward({s.batches, 0}).item<double>(); };
      std::size_t i = 0;
      for (const auto& parameter : s.model->named_parameters()) {
        const at::Tensor& gradient = gradients[i++];
        const double norm = gradient.norm().item<double>();
        EXPECT_EQ(gradient.strides(), parameter.value().strides());
        if (norm < 1e-4) continue;  // a bias before batch norm moves nothing
        const auto move = [&](double step) {
          const torch::NoGradGuard no_grad;
          at::Tensor(parameter.value()).add_(gradient / norm, step);
        };
        constexpr double kStep = 1e-2;
        move(kStep);
        const double above = loss();
        move(-2 * kStep);
        const double below = loss();
        move(kStep);
        EXPECT_NEAR((above - below) / (2 * kStep * 30), norm, 0.05 * norm) << parameter.key();
      }
      EXPECT_EQ(i, gradients.size());
    }
  }
}

TEST(ContrastiveEngine, CombinedMayReconstructTheCleanImages) {
  Views s(dense_model(), ObjectiveKind::kCombined);
  s.training.reconstruct = Reconstruct::kClean;
  const double found = s.engine().forward_backward({s.batches, 0}).item<double>();
  const at::Tensor codes = s.model->encode(s.views(0)).detach();
  at::Tensor clean = at::empty({30, 1, 9, 10});
  s.batches.copy(0, 30, clean);
  const at::Tensor reconstructed = s.model->decode(codes.slice(0, 0, 30));
  const double squares = 30 * at::mse_loss(reconstructed, clean).item<double>();
  const double expected = squares + 0.5 * nt_xent(codes, kTemperature).item<double>();
  EXPECT_NEAR(found, expected, 1e-5 * expected);
}

TEST(ContrastiveEngine, TakesImagesThatAreThereAlready) {
  Views s(dense_model());
  at::Tensor images = at::empty({30, 1, 9, 10});
  s.batches.copy(0, 30, images);
  EXPECT_TRUE(torch::equal(s.engine().forward_backward({images, images}),
                           s.engine().forward_backward({s.batches, 0})));
}

TEST(ContrastiveEngine, DrawsOtherViewsInEachStep) {
  Views s(dense_model());
  ContrastiveEngine engine = s.engine();
  const at::Tensor first = engine.forward_backward({s.batches, 0});
  EXPECT_FALSE(torch::equal(first, engine.forward_backward({s.batches, 0})));
}

TEST(ContrastiveEngine, EvaluatesTheSameViewsEachTimeInAnyOrderOfBatches) {
  for (const ObjectiveKind kind : {ObjectiveKind::kContrastive, ObjectiveKind::kCombined}) {
    Views s(convolutional_model(), kind);
    s.model->eval();
    ContrastiveEngine engine = s.engine();
    const at::Tensor first = engine.forward({s.batches, 0});
    const at::Tensor second = engine.forward({s.batches, 1});
    engine.forward_backward({s.batches, 0});
    EXPECT_TRUE(torch::equal(engine.forward({s.batches, 1}), second));
    EXPECT_TRUE(torch::equal(engine.forward({s.batches, 0}), first));
    const Augmenter other(kTurns, make_generator(99, Purpose::kAugmentation));
    ContrastiveEngine another(s.model, s.loss, s.training, other);
    EXPECT_TRUE(torch::equal(another.forward({s.batches, 0}), first))
        << "the views of an evaluation depend on the training's generator";
  }
}

TEST(ContrastiveEngine, AnEvaluationLeavesTheTrainingsGeneratorAlone) {
  Views s(dense_model());
  ContrastiveEngine engine = s.engine();
  engine.forward({s.batches, 0});
  EXPECT_TRUE(torch::equal(engine.forward_backward({s.batches, 0}),
                           s.engine().forward_backward({s.batches, 0})));
}

TEST(ContrastiveEngine, SharesItsGeneratorWithWhoGaveIt) {
  Views s(dense_model());
  Augmenter augmenter = Views::augmenter();
  const at::Tensor before = augmenter.generator().get_state();
  ContrastiveEngine engine(s.model, s.loss, s.training, augmenter);
  const at::Tensor first = engine.forward_backward({s.batches, 0});
  EXPECT_FALSE(torch::equal(augmenter.generator().get_state(), before));
  augmenter.generator().set_state(before);
  EXPECT_TRUE(torch::equal(engine.forward_backward({s.batches, 0}), first));
}

TEST(ContrastiveEngine, InBfloat16HasNearlyTheSameLossAndGradients) {
  for (const ObjectiveKind kind : {ObjectiveKind::kContrastive, ObjectiveKind::kCombined}) {
    for (const ModelOptions& options : {dense_model(), convolutional_model()}) {
      Views s(options, kind);
      ContrastiveEngine exact = s.engine();
      ContrastiveEngine rounded = s.engine(Precision::kBfloat16);
      const double expected = exact.forward_backward({s.batches, 0}).item<double>();
      const double found = rounded.forward_backward({s.batches, 0}).item<double>();
      EXPECT_NE(found, expected);
      EXPECT_NEAR(found, expected, 1e-2 * expected);
      const std::size_t last = exact.gradients().size() - 2;  // the last weight
      const double largest = exact.gradients()[last].abs().max().item<double>();
      EXPECT_TRUE(
          torch::allclose(rounded.gradients()[last], exact.gradients()[last], 0, 0.1 * largest));
      for (const at::Tensor& gradient : rounded.gradients())
        EXPECT_EQ(gradient.scalar_type(), at::kFloat);
    }
  }
}

TEST(ContrastiveEngine, LearnsNothingOfOneImageAlone) {
  Views s(dense_model(), ObjectiveKind::kContrastive, 1);
  ContrastiveEngine engine = s.engine();
  EXPECT_NEAR(engine.forward_backward({s.batches, 0}).item<double>(), 0, 1e-6);
  for (const at::Tensor& gradient : engine.gradients())
    EXPECT_LT(gradient.abs().max().item<double>(), 1e-5);
}

TEST(ContrastiveEngine, WantsViewsToCompareAndADecoderToReconstruct) {
  Views s(dense_model());
  const auto with = [&](ObjectiveKind kind) {
    ContrastiveEngine(s.model, s.loss, training_for(kind), Views::augmenter());
  };
  EXPECT_NO_THROW(with(ObjectiveKind::kContrastive));
  EXPECT_THROW(with(ObjectiveKind::kCombined), c10::Error);
  EXPECT_THROW(with(ObjectiveKind::kReconstruction), c10::Error);
}

}  // namespace
}  // namespace codegrid
