#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace codegrid {

/// The nearest of some codes to some of those, by the cosine: what is only zeros has no direction,
/// no neighbors, and is nobody's.
///   codes: [N, D] float32, finite, on the CPU, N any; among: [S] int64, which of them are looked
///   at; queries: [Q] int64, places in `among`; n: at least 1.
/// Returns [Q, n] int32, places in `among`; -1 for those that are not there. Throws Error once the
/// program is asked to stop.
at::Tensor find_directed_neighbors(const at::Tensor& codes, const at::Tensor& among,
                                   const at::Tensor& queries, std::int64_t n);

}  // namespace codegrid
