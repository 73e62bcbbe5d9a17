#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string_view>

namespace codegrid {

/// The `n` nearest of all codes to some of them, the nearest first, on a tie the smaller index; a
/// code is no neighbor of itself. As find_exact_neighbors would find them, but for different codes
/// that float32 cannot tell apart, which are at a distance of 0 here. The same bytes on any number
/// of threads.
///   codes: [N, D] float32, finite, of any magnitude, on the CPU; rows: [Q] int64, which codes;
///   n: 1 to N - 1; method: the first word of what it throws.
/// Returns [Q, n] int32. Throws Error(kBadData) for NaN or infinity, and Error once the program is
/// asked to stop.
at::Tensor find_neighbors_of(const at::Tensor& codes, const at::Tensor& rows, std::int64_t n,
                             std::string_view method);

}  // namespace codegrid
