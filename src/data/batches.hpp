#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <atomic>
#include <cstdint>
#include <utility>

#include "data/byte_scaler.hpp"
#include "data/image_set.hpp"
#include "data/scale.hpp"

namespace codegrid {

/// Batches in an epoch of `images`, of `batch_size` each but for the last, which may be smaller.
/// `joins_last_of_one`: a last one of one image is part of the one before it, where there is one.
std::int64_t count_batches(std::int64_t images, std::int64_t batch_size, bool joins_last_of_one);
/// Images in the largest of them.
std::int64_t largest_batch(std::int64_t images, std::int64_t batch_size, bool joins_last_of_one);

/// Batches of float32 in [0, 1] from uint8 images, on `device`: one permutation an epoch, gathered
/// and scaled a batch at a time. Visits each image once; the last batch may be smaller, or larger
/// by one (see join_last_of_one). On the CPU the images may lie in a mapped file larger than
/// memory: a batch ahead is then asked for.
class Batches {
 public:
  /// Of the set's images, moved to `device` once.
  Batches(const ImageSet& set, PixelScale scale, std::int64_t batch_size, at::Device device);
  /// images: [N, C, H, W] uint8.
  Batches(const at::Tensor& images, PixelScale scale, std::int64_t batch_size, at::Device device);

  /// A new order, drawn by `generator` on the CPU, so that it is the same on every device.
  void shuffle(at::Generator generator);
  /// From here on a last batch of one image is part of the batch before it, where there is one: for
  /// models that cannot learn of one image alone.
  void join_last_of_one() { joins_last_of_one_ = true; }
  /// Batches in an epoch.
  std::int64_t count() const;
  std::int64_t images() const { return rows_.defined() ? rows_.size(0) : bytes_.size(0); }
  /// Images in the first `batches` batches.
  std::int64_t images_in(std::int64_t batches) const {
    return batches >= count() ? images() : batches * batch_size_;
  }
  /// Where batch `index` in [0, count()) lies in the order: the place of its first image, and of
  /// the one after its last.
  std::pair<std::int64_t, std::int64_t> range(std::int64_t index) const;
  /// The images at places [begin, end) of the order, flat: to [end - begin, C * H * W] float32 on
  /// the device, contiguous.
  void copy(std::int64_t begin, std::int64_t end, at::Tensor& to) const;
  /// Which of the set's `images` those are: [end - begin] int64 on the device.
  at::Tensor rows(std::int64_t begin, std::int64_t end) const;

 private:
  void gather(std::int64_t begin, std::int64_t end, float* to) const;

  at::Tensor bytes_;   // [M, C * H * W] on the device
  at::Tensor rows_;    // [N] int64: those of the set; undefined: all; on the CPU only
  at::Tensor copied_;  // [N] int64 on the device: which rows those in `bytes_` were; undefined: all
  at::Tensor order_;   // [N] int64 on the device, of rows in `bytes_`; undefined: their own
  ByteScaler scaler_;
  at::Tensor table_;  // [256] float32 on the device: what each byte becomes; not on the CPU
  std::int64_t batch_size_;
  bool joins_last_of_one_ = false;
  mutable std::atomic<bool> asks_ahead_ = false;  // once the file proves larger than memory
};

}  // namespace codegrid
