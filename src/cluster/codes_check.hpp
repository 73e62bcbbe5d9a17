#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string_view>

namespace codegrid {

// What every method asks of its codes. `method` is its name, the first word of the message.

/// Throws Error(kBadData) for k clusters of fewer codes.
void require_enough(std::string_view method, std::int64_t codes, std::int64_t k);

/// Throws Error(kBadData) where there are not more codes than neighbors of each.
void require_more_than_neighbors(std::string_view method, std::int64_t codes,
                                 std::int64_t neighbors);

/// Throws Error(kBadData) where `codes`, [N, D], hold NaN or infinity.
void require_finite(std::string_view method, const at::Tensor& codes);

/// Throws Error(kBadData) where fewer than k of the `codes`, [N, D], differ; Error once the program
/// is asked to stop.
void require_different(std::string_view method, const at::Tensor& codes, std::int64_t k);

/// Throws Error(kBadData) where several `codes`, [N, D], are all equal.
void require_unequal(std::string_view method, const at::Tensor& codes);

}  // namespace codegrid
