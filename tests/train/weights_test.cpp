#include "train/weights.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "tensor/random.hpp"

namespace codegrid {
namespace {

Autoencoder normed(std::uint64_t seed) {
  ModelOptions options;
  options.kind = ModelKind::kConvolutional;
  options.convolutional.channels = {2};
  options.convolutional.batch_norm = true;
  return Autoencoder(Shape{1, 6, 6}, options, make_generator(seed, Purpose::kWeights));
}

TEST(Weights, HoldBuffersAfterParameters) {
  const auto named = named_weights(normed(1));
  EXPECT_EQ(named.front().first, "encoder.convolution0.weight");
  EXPECT_EQ(named.back().first, "encoder.norm0.variance");
}

TEST(Weights, SetInAnotherModelMakeItTheSame) {
  Autoencoder one = normed(1);
  Autoencoder other = normed(2);
  const at::Tensor images = torch::rand({9, 1, 6, 6});
  one->forward(images);  // moves the running means
  const Weights copy = copy_weights(one);
  set_weights(other, copy);
  one->eval();
  other->eval();
  EXPECT_TRUE(torch::equal(one->encode(images), other->encode(images)));
  EXPECT_THROW(set_weights(other, {}), c10::Error);
}

}  // namespace
}  // namespace codegrid
