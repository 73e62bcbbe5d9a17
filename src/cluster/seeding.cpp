#include "cluster/seeding.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>

#include <cmath>
#include <vector>

namespace codegrid {
namespace {

// On the CPU wherever the points are: the cumulative sum of CUDA adds in no fixed order, the draws
// are the CPU's.
at::Tensor draw_by_weight(const at::Tensor& weights, std::int64_t draws, at::Generator generator) {
  const at::Tensor bounds = weights.cpu().to(at::kDouble).cumsum(0);
  const at::Tensor heights = at::rand({draws}, generator, at::kDouble) * bounds[-1];
  // right: the first bound above the height, so that a point of weight 0 is never drawn.
  return at::searchsorted(bounds, heights, /*out_int32=*/false, /*right=*/true)
      .clamp_max(weights.size(0) - 1);
}

}  // namespace

at::Tensor seed_centroids(const Points& points, std::int64_t k, at::Generator generator) {
  const std::int64_t candidates = 2 + static_cast<std::int64_t>(std::log(k));
  const auto rows = [&](const at::Tensor& indices) {
    return points.codes().index_select(0, indices.to(points.codes().device()));
  };
  std::vector<at::Tensor> chosen{rows(at::randint(points.count(), {1}, generator, at::kLong))};
  at::Tensor nearest = points.measure(chosen[0])[0];
  while (std::ssize(chosen) < k) {
    const at::Tensor drawn = rows(draw_by_weight(nearest, candidates, generator));
    const at::Tensor squared = at::minimum(points.measure(drawn), nearest);
    const auto best = squared.sum(1, /*keepdim=*/false, at::kDouble).argmin().item<std::int64_t>();
    chosen.push_back(drawn.slice(0, best, best + 1));
    nearest = squared[best];
  }
  return at::cat(chosen);
}

}  // namespace codegrid
