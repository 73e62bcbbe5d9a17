#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <vector>

#include "tensor/random.hpp"

namespace codegrid {

inline at::Tensor longs(const std::vector<std::int64_t>& values) {
  return at::tensor(values, at::kLong);
}

/// Standard normal float32 numbers, the same for the same seed.
inline at::Tensor normal(at::IntArrayRef shape, std::uint64_t seed = 3) {
  return at::randn(shape, make_generator(seed, Purpose::kKMeans), at::kFloat);
}

}  // namespace codegrid
