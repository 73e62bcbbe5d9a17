#pragma once

#include <ATen/core/Tensor.h>

namespace codegrid {

/// The points that lie within their group: all of their neighbors, in every graph, are in it, too.
/// Their labels are right much more often than those of all points (on MNIST 0.997 for 0.97), so a
/// net learns from them.
///   groups: [N] int64 on the CPU; -1: in none. agreement: [N] float32 on the CPU, the share of
///   each point's neighbors that are in its group, of all graphs together; NaN where it has none.
/// Returns [M] int64, ascending.
at::Tensor agreeing_points(const at::Tensor& groups, const at::Tensor& agreement);

/// Those of them that are in the same group by `others`, [N] int64, under the same numbers.
at::Tensor agreeing_points(const at::Tensor& groups, const at::Tensor& agreement,
                           const at::Tensor& others);

}  // namespace codegrid
