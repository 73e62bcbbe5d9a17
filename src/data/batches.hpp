#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "data/scale.hpp"

namespace codegrid {

/// Batches of float32 in [0, 1] from uint8 images, on `device`: one permutation an epoch, gathered
/// and scaled a batch at a time. Visits each image once; the last batch may be smaller.
class Batches {
 public:
  /// images: [N, C, H, W] uint8, moved to `device` once.
  Batches(const at::Tensor& images, PixelScale scale, std::int64_t batch_size, at::Device device);

  /// A new order, drawn by `generator` on the CPU, so that it is the same on every device.
  void shuffle(at::Generator generator);
  /// Batches in an epoch.
  std::int64_t count() const;
  std::int64_t images() const { return bytes_.size(0); }
  /// Images in the first `batches` batches.
  std::int64_t images_in(std::int64_t batches) const {
    return std::min(batches * batch_size_, images());
  }
  /// Batch `index` in [0, count()): [B, C, H, W] float32 in [0, 1], a tensor of its own.
  at::Tensor at(std::int64_t index) const;

 private:
  at::Tensor gather(std::int64_t begin, std::int64_t end) const;

  at::Tensor bytes_;
  at::Tensor order_;  // [N] int64 on the device; undefined: the images' own order
  PixelScale scale_;
  std::array<float, 256> table_;
  std::int64_t batch_size_;
};

}  // namespace codegrid
