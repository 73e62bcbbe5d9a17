// What encoding costs, counted rather than timed: a guard that does not depend on the machine.
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cstdint>
#include <vector>

#include "encoder/export.hpp"
#include "encoder/loaded_encoder.hpp"
#include "support/cost.hpp"
#include "support/fixtures.hpp"
#include "support/threads.hpp"
#include "tensor/random.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kImages = 60'000;
constexpr std::int64_t kPixelsOfOne = 28 * 28;
constexpr std::int64_t kImagesABatch = 512;
constexpr std::int64_t kImagesARound = 16 * kImagesABatch;

TEST(EncodingCost, OneForwardABatchAndNeverAllPixelsOrCodesAtOnce) {
  ModelOptions shape;
  shape.hidden = {40};
  shape.code = 7;
  const Autoencoder model(std::vector<std::int64_t>{1, 28, 28}, shape,
                          make_generator(1, Purpose::kWeights));
  EncoderMetadata metadata;
  metadata.input_shape = model->image_shape();
  metadata.code_size = shape.code;
  metadata.config = {{"seed", 1}};
  const TemporaryFolder folder;
  const EncoderFile file =
      EncoderFile::read(folder.write("encoder.pt", export_encoder(model, metadata)));
  const at::Tensor images = at::zeros({kImages, 1, 28, 28}, at::kByte);
  for (const int threads : {1, 2}) {
    const ThreadsFor these(threads);
    LoadedEncoder encoder(file, metadata, at::kCPU);
    CostMeter meter;
    encoder.encode(images, [](const at::Tensor&) {});
    const Cost cost = meter.take();
    const std::int64_t layers = std::ssize(model->encoder()->parameters()) / 2;
    const std::int64_t weights = kPixelsOfOne * 40 + 40 * shape.code;
    constexpr std::int64_t kLook = 2;  // images whose codes tell the width
    EXPECT_EQ(cost.products(), layers * (1 + at::divup(kImages, kImagesABatch)));
    EXPECT_EQ(cost.product_flops, 2 * (kLook + kImages) * weights);
    EXPECT_EQ(cost.largest_allocation(),
              std::max(kImagesARound * shape.code, kImagesABatch * kPixelsOfOne) * 4);
  }
}

TEST(EncodingCost, BatchesOfLargeImagesAreSmaller) {
  constexpr std::int64_t kSide = 64;
  const Autoencoder model(std::vector<std::int64_t>{1, kSide, kSide}, ModelOptions{},
                          make_generator(1, Purpose::kWeights));
  EncoderMetadata metadata;
  metadata.input_shape = model->image_shape();
  metadata.code_size = ModelOptions{}.code;
  metadata.config = {{"seed", 1}};
  const TemporaryFolder folder;
  LoadedEncoder encoder(
      EncoderFile::read(folder.write("encoder.pt", export_encoder(model, metadata))), metadata,
      at::kCPU);
  const at::Tensor images = at::zeros({1000, 1, kSide, kSide}, at::kByte);
  CostMeter meter;
  encoder.encode(images, [](const at::Tensor&) {});
  EXPECT_LE(meter.take().largest_allocation(), kImagesABatch * kPixelsOfOne * sizeof(float));
}

}  // namespace
}  // namespace codegrid
