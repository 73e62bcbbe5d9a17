#include "cluster/kmeans/seeding.hpp"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <vector>

#include "core/interrupt.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kBlock = 4096;  // weights that are added up on their own, in double

std::vector<double> sums_of_blocks(std::span<const float> weights) {
  const auto count = std::ssize(weights);
  std::vector<double> sums(static_cast<std::size_t>(at::divup(count, kBlock)));
  at::parallel_for(0, std::ssize(sums), 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t block = begin; block < end; ++block) {
      double& sum = sums[static_cast<std::size_t>(block)];
      for (std::int64_t i = block * kBlock; i < std::min(count, (block + 1) * kBlock); ++i)
        sum += weights[static_cast<std::size_t>(i)];
    }
  });
  return sums;
}

// The first weight at which the sum of all up to it is above `height`, so that one of 0 is never
// drawn; where rounding has left none above it, the last that is not 0.
std::int64_t find_height(std::span<const float> weights, const std::vector<double>& sums,
                         double height) {
  std::size_t block = 0;
  std::size_t last_block = sums.size() - 1;
  while (last_block > 0 && sums[last_block] == 0) --last_block;
  for (; block < last_block && height >= sums[block]; ++block) height -= sums[block];

  const auto first = static_cast<std::int64_t>(block) * kBlock;
  std::int64_t last = first;
  for (std::int64_t i = first; i < std::min(std::ssize(weights), first + kBlock); ++i) {
    const double weight = weights[static_cast<std::size_t>(i)];
    if (weight == 0) continue;
    last = i;
    if (height < weight) break;
    height -= weight;
  }
  return last;
}

// On the CPU wherever the points are: the draws are the CPU's.
at::Tensor draw_by_weight(const at::Tensor& weights, std::int64_t draws, at::Generator generator) {
  const at::Tensor here = weights.cpu();
  const std::span<const float> all(here.const_data_ptr<float>(),
                                   static_cast<std::size_t>(here.numel()));
  const std::vector<double> sums = sums_of_blocks(all);
  const double total = std::accumulate(sums.begin(), sums.end(), 0.0);
  const at::Tensor heights = at::rand({draws}, generator, at::kDouble) * total;
  at::Tensor drawn = at::empty({draws}, at::kLong);
  for (std::int64_t i = 0; i < draws; ++i)
    drawn[i] = find_height(all, sums, heights[i].item<double>());
  return drawn;
}

}  // namespace

at::Tensor seed_centroids(const Points& points, std::int64_t k, at::Generator generator) {
  const std::int64_t candidates = 2 + static_cast<std::int64_t>(std::log(k));
  const auto rows = [&](const at::Tensor& indices) {
    return points.codes().index_select(0, indices.to(points.codes().device()));
  };
  std::vector<at::Tensor> chosen{rows(at::randint(points.count(), {1}, generator, at::kLong))};
  at::Tensor nearest = points.measure(chosen[0])[0];
  CandidateDistances with;
  while (std::ssize(chosen) < k) {
    stop_if_interrupted();
    const at::Tensor drawn = rows(draw_by_weight(nearest, candidates, generator));
    points.with_candidates(drawn, nearest, with);
    const auto best = with.sums.argmin().item<std::int64_t>();
    chosen.push_back(drawn.slice(0, best, best + 1));
    nearest.copy_(with.nearest[best]);
  }
  return at::cat(chosen);
}

}  // namespace codegrid
