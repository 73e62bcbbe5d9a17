#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

namespace codegrid {

/// Images and, where there are any, their labels.
struct ImageSet {
  at::Tensor images;  ///< [N, C, H, W] uint8.
  at::Tensor labels;  ///< [N] int64, or undefined.
  std::int64_t size() const { return images.size(0); }
  /// {C, H, W}.
  std::vector<std::int64_t> shape() const { return images.sizes().slice(1).vec(); }
};

/// Which file gave which bytes, for the record of a run.
struct Source {
  std::string path;
  std::string sha256;  ///< Of the file as it lies there (of the .gz where it is one).
};

/// What a job trains on and what it is validated on.
struct Splits {
  ImageSet train;
  ImageSet test;
  std::vector<Source> sources;
};

}  // namespace codegrid
