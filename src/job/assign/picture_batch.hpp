#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "data/skipped_picture.hpp"
#include "image/options.hpp"

namespace codegrid {

/// The first bytes of a regular file; fewer where it has fewer, and none where it cannot be read.
std::string first_bytes(const std::string& path, std::size_t count);

/// Pictures that are collected by their paths and decoded together, with all threads of LibTorch.
class PictureBatch {
 public:
  /// capacity: most pictures of a batch.
  PictureBatch(const ImageOptions& options, std::int64_t capacity);

  /// One more, which is decoded by the time the batch could be full.
  void add(const std::string& path);
  /// Decodes what is not decoded yet. To be called before the rest.
  void decode();

  bool full() const { return std::ssize(paths_) == capacity_; }
  /// Of the pictures that could be decoded, in the order in which they were added.
  const std::vector<std::string>& paths() const { return paths_; }
  /// [paths().size(), C, H, W] uint8.
  at::Tensor images() const;
  /// Those that could not, since the last call.
  std::vector<SkippedPicture> take_skipped();
  /// Begins the next batch.
  void clear() { paths_.clear(); }

 private:
  ImageOptions options_;
  std::int64_t capacity_;
  at::Tensor pixels_;                 // [capacity, C, H, W]
  std::vector<std::string> paths_;    // of its first images
  std::vector<std::string> pending_;  // to be decoded
  std::vector<SkippedPicture> skipped_;
};

}  // namespace codegrid
