#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <cstdint>

namespace codegrid {

struct Silhouette {
  double mean = 0;  ///< In [-1, 1] (Rousseeuw 1987); a member of a cluster of one counts as 0. NaN:
                    ///< not defined.
  std::int64_t sample = 0;  ///< On how many points: at most `most`.
};

/// Mean silhouette on at most `most` points drawn by `generator`, Euclidean distances within the
/// sample, in memory for a few numbers a point whatever the clusters. Needs 2 <= clusters in the
/// sample < points; NaN otherwise. Throws Error once the program is asked to stop.
///   codes: [N, D] float32, finite, of any magnitude, on any device; assignments: [N] int64 on the
///   CPU; what is below 0 is in no cluster and left out; most >= 1. generator: on the CPU; draws
///   nothing where no more than `most` are in clusters.
Silhouette silhouette(const at::Tensor& codes, const at::Tensor& assignments, std::int64_t most,
                      at::Generator generator);

}  // namespace codegrid
