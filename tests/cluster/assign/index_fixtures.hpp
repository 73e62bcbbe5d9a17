#pragma once

#include <ATen/ATen.h>

#include <filesystem>

#include "cluster/assign/code_index.hpp"
#include "cluster/fixtures.hpp"
#include "support/fixtures.hpp"

namespace codegrid {

/// Groups of `each` codes of four values around k centres that lie far apart, one after the other.
inline at::Tensor grouped_codes(std::int64_t k, std::int64_t each) {
  const at::Tensor centres = normal({k, 4}, 5) * 20;
  return (centres.repeat_interleave(each, 0) + normal({k * each, 4}, 6)).contiguous();
}

/// The group of each.
inline at::Tensor groups(std::int64_t k, std::int64_t each) {
  return at::arange(k, at::kLong).repeat_interleave(each);
}

inline void write_index(const std::filesystem::path& path, const at::Tensor& codes,
                        const at::Tensor& assignments, std::int64_t k) {
  write_code_index(path, codes, assignments, k, make_generator(1, Purpose::kCodeIndex));
}

}  // namespace codegrid
