#include "train/evaluate.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "train/small_job.hpp"
#include "train/variational_engine.hpp"

namespace codegrid {
namespace {

TEST(Evaluation, OfALossInOnePieceHasNoParts) {
  Autoencoder model(Shape{1, 6, 6}, small_shape(), make_generator(1, Purpose::kWeights));
  const auto engine = make_gradient_engine(model, kLoss, Precision::kFloat32);
  const Batches batches(stripes(24), kScale, 7, at::kCPU);
  const MeanLoss found = evaluate(model, batches, *engine, {}).value();
  EXPECT_FALSE(found.parts.has_value());
  EXPECT_EQ(found.loss, evaluate(model, batches, kLoss));
}

// The reconstruction over pixels, the divergence over images, whatever the batch size.
TEST(Evaluation, OfAVariationalLossHasItsParts) {
  TrainingOptions options;
  options.objective.kind = ObjectiveKind::kVariational;
  options.objective.beta = 3;
  ModelOptions shape = small_shape();
  shape.code_activation = Activation::kLinear;
  Autoencoder model(variational(make_architecture({1, 6, 6}, shape)),
                    make_generator(1, Purpose::kWeights), make_generator(1, Purpose::kDropout));
  VariationalEngine engine(model, kLoss, options, make_generator(1, Purpose::kCodeNoise));
  const torch::NoGradGuard no_grad;
  const at::Tensor images = kScale.apply(stripes(24));
  const double kl = kl_from_prior(model->encode_distribution(images)).item<double>() / 24;
  for (const std::int64_t batch : {5, 24}) {
    const Batches batches(stripes(24), kScale, batch, at::kCPU);
    const MeanLoss found = evaluate(model, batches, engine, {}).value();
    ASSERT_TRUE(found.parts.has_value());
    EXPECT_NEAR(found.parts->kl, kl, 1e-5 * kl);
    EXPECT_NEAR(found.loss, found.parts->reconstruction + 3 * kl / 36, 1e-6);
  }
}

TEST(Evaluation, StopsBetweenTwoBatchesWhereItIsAskedTo) {
  Autoencoder model(Shape{1, 6, 6}, small_shape(), make_generator(1, Purpose::kWeights));
  const auto engine = make_gradient_engine(model, kLoss, Precision::kFloat32);
  const Batches batches(stripes(24), kScale, 7, at::kCPU);
  int asked = 0;
  EXPECT_FALSE(evaluate(model, batches, *engine, [&] { return ++asked == 2; }).has_value());
  EXPECT_EQ(asked, 2);
}

}  // namespace
}  // namespace codegrid
