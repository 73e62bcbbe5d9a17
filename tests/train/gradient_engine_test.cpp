#include "train/gradient_engine.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "tensor/random.hpp"
#include "train/autograd_engine.hpp"
#include "train/dense_engine.hpp"

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

}  // namespace
}  // namespace codegrid
