#include "cluster/spectral/normalized_adjacency.hpp"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>

#include "core/interrupt.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kNodesOfATask = 256;

}  // namespace

NormalizedAdjacency::NormalizedAdjacency(const WeightedGraph& graph)
    : graph_(graph), scales_(graph.strengths.size()) {
  std::ranges::transform(graph.strengths, scales_.begin(), [](double strength) {
    return strength > 0 ? 1 / std::sqrt(strength) : 0;
  });
}

void NormalizedAdjacency::apply(const at::Tensor& from, const Factors& factors,
                                const at::Tensor& to) const {
  TORCH_CHECK(from.dim() == 2 && from.size(0) == size() && from.is_contiguous(),
              "from must be contiguous [", size(), ", b], got ", from.sizes());
  TORCH_CHECK(to.sizes() == from.sizes() && to.is_contiguous() && !to.is_same(from),
              "to must be another contiguous ", from.sizes(), ", got ", to.sizes());
  const auto width = static_cast<std::size_t>(from.size(1));
  const double* x = from.const_data_ptr<double>();
  double* y = to.mutable_data_ptr<double>();
  at::parallel_for(0, size(), kNodesOfATask, [&](std::int64_t begin, std::int64_t end) {
    std::vector<double> sum(width);
    for (std::int64_t node = begin; node < end; ++node) {
      stop_if_interrupted();
      std::ranges::fill(sum, 0.0);
      for (const WeightedGraph::Edge& edge : graph_.row(static_cast<std::int32_t>(node))) {
        const double weight = static_cast<double>(edge.weight) * scales_[place(edge.to)];
        const double* other = x + place(edge.to) * width;
        for (std::size_t i = 0; i < width; ++i) sum[i] += weight * other[i];
      }
      const double scale = factors.product * scales_[static_cast<std::size_t>(node)];
      const double* own = x + static_cast<std::size_t>(node) * width;
      double* result = y + static_cast<std::size_t>(node) * width;
      for (std::size_t i = 0; i < width; ++i)
        result[i] = scale * sum[i] + factors.from * own[i] + factors.to * result[i];
    }
  });
}

at::Tensor NormalizedAdjacency::dense() const {
  at::Tensor matrix = at::zeros({size(), size()}, at::kDouble);
  double* values = matrix.mutable_data_ptr<double>();
  for (std::int32_t node = 0; node < graph_.nodes(); ++node) {
    for (const WeightedGraph::Edge& edge : graph_.row(node))
      values[static_cast<std::int64_t>(node) * size() + edge.to] =
          static_cast<double>(edge.weight) * scales_[place(node)] * scales_[place(edge.to)];
  }
  return matrix;
}

}  // namespace codegrid
