#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "cluster/graph/weighted_graph.hpp"

namespace codegrid {

/// M = D^-1/2 W D^-1/2 of a graph with weights W and strengths D (Ng, Jordan and Weiss 2002; von
/// Luxburg 2007, whose normalized Laplacian is I - M). Symmetric, with eigenvalues in [-1, 1]; 1 is
/// one of them as many times as the graph has components with an edge. The row of a node without an
/// edge is 0.
class NormalizedAdjacency {
 public:
  /// graph: must outlive this.
  explicit NormalizedAdjacency(const WeightedGraph& graph);

  std::int64_t size() const { return graph_.nodes(); }

  /// What `apply` makes of M X, X and Y.
  struct Factors {
    double product = 1;
    double from = 0;
    double to = 0;
  };

  /// Y = product M X + from X + to Y, on all threads, with the same bits on any number of them.
  /// Throws Error once the program is asked to stop.
  ///   from: X, [n, b] double, contiguous, on the CPU; to: Y, like it, another.
  void apply(const at::Tensor& from, const Factors& factors, const at::Tensor& to) const;

  /// [n, n] double.
  at::Tensor dense() const;

 private:
  const WeightedGraph& graph_;
  std::vector<double> scales_;  // of D^-1/2
};

}  // namespace codegrid
