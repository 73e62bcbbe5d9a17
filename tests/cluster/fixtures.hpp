#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <vector>

namespace codegrid {

inline at::Tensor longs(const std::vector<std::int64_t>& values) {
  return at::tensor(values, at::kLong);
}

}  // namespace codegrid
