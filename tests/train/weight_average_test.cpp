#include "train/weight_average.hpp"

#include <gtest/gtest.h>

#include "train/small_job.hpp"

namespace codegrid {
namespace {

Autoencoder model_with_norm() {
  ModelOptions shape = small_shape();
  shape.kind = ModelKind::kConvolutional;
  shape.convolutional = {{3}, 3, Downsampling::kPool, /*batch_norm=*/true, /*dropout=*/0};
  return Autoencoder(Shape{1, 6, 6}, shape, make_generator(1, Purpose::kWeights));
}

void fill(Autoencoder& model, double value) {
  const torch::NoGradGuard no_grad;
  for (const auto& [name, tensor] : named_weights(model)) tensor.fill_(value);
}

TEST(WeightAverage, FollowsTheWeightsAndTheBuffersOfBatchNorm) {
  Autoencoder model = model_with_norm();
  fill(model, 0);
  WeightAverage average(model, 0.99);
  fill(model, 1);
  average.add(model, 0);  // decay 1 / 10
  ASSERT_EQ(average.weights().size(), named_weights(model).size());
  for (const at::Tensor& tensor : average.weights())
    EXPECT_TRUE(torch::allclose(tensor, torch::full_like(tensor, 0.9)));
  fill(model, 2);
  average.add(model, 8);  // 9 / 18
  for (const at::Tensor& tensor : average.weights())
    EXPECT_TRUE(torch::allclose(tensor, torch::full_like(tensor, 1.45)));
}

TEST(WeightAverage, ForgetsNoFasterThanTheMostSays) {
  Autoencoder model = model_with_norm();
  fill(model, 0);
  WeightAverage average(model, 0.75);
  fill(model, 1);
  average.add(model, 1'000'000);
  for (const at::Tensor& tensor : average.weights())
    EXPECT_TRUE(torch::allclose(tensor, torch::full_like(tensor, 0.25)));
}

TEST(BorrowedWeights, AreGivenBack) {
  Autoencoder model = model_with_norm();
  const Weights own = copy_weights(model);
  Weights other = copy_weights(model);
  for (at::Tensor& tensor : other) tensor.fill_(3);
  {
    const BorrowedWeights borrowed(model, other);
    for (const auto& [name, tensor] : named_weights(model))
      EXPECT_TRUE(tensor.eq(3).all().item<bool>());
  }
  const auto now = named_weights(model);
  for (std::size_t i = 0; i < own.size(); ++i) EXPECT_TRUE(now[i].second.equal(own[i]));
}

}  // namespace
}  // namespace codegrid
