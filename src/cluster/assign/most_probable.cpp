#include "cluster/assign/most_probable.hpp"

#include <ATen/Parallel.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <cmath>

#include "cluster/mixture/tile_products.hpp"

namespace codegrid {
namespace {

// The most probable component other than `except`; -1: no other is possible at all.
std::int64_t next_best(const std::vector<double>& responsibilities, std::int64_t except) {
  std::int64_t best = -1;
  for (std::int64_t j = 0; j < std::ssize(responsibilities); ++j) {
    const double here = responsibilities[static_cast<std::size_t>(j)];
    if (j == except || !(here > 0)) continue;
    if (best < 0 || here > responsibilities[static_cast<std::size_t>(best)]) best = j;
  }
  return best;
}

AssignedCode place_code(TilePosteriors& posteriors, std::int64_t lane,
                        std::optional<std::int64_t> own) {
  const Posterior& posterior = posteriors.posterior(lane);
  const auto confidence = [&](std::int64_t j) {
    return posterior.responsibilities[static_cast<std::size_t>(j)];
  };
  AssignedCode result;
  if (own) {
    result.cluster = *own;
  } else if (std::isfinite(posterior.log_likelihood)) {
    result.cluster = posterior.best;  // else so far away that double does not hold any distance
  }
  if (result.cluster >= 0) {
    result.distance = posteriors.distance(result.cluster, lane);
    result.confidence = confidence(result.cluster);
  }
  result.next_cluster = next_best(posterior.responsibilities, result.cluster);
  if (result.next_cluster >= 0) {
    result.next_distance = posteriors.distance(result.next_cluster, lane);
    result.next_confidence = confidence(result.next_cluster);
  }
  return result;
}

}  // namespace

MostProbable::MostProbable(const MixtureModel& model)
    : scale_(ColumnMoments{model.column_means, model.column_scales}), densities_(model) {}

std::vector<AssignedCode> MostProbable::assign(
    const at::Tensor& codes, std::span<const std::optional<std::int64_t>> own) const {
  TORCH_CHECK(codes.dim() == 2 && codes.size(1) == width(), "codes must be [N, ", width(),
              "], got ", codes.sizes());
  const at::Tensor rows = codes.contiguous();
  const std::int64_t count = rows.size(0);
  std::vector<AssignedCode> assigned(static_cast<std::size_t>(count));
  at::parallel_for(0, at::divup(count, kTileLanes), 1, [&](std::int64_t begin, std::int64_t end) {
    TilePosteriors posteriors(densities_);
    std::vector<double> row(static_cast<std::size_t>(densities_.width()));
    for (std::int64_t tile = begin; tile < end; ++tile) {
      const std::int64_t first = tile * kTileLanes;
      const std::int64_t last = std::min(count, first + kTileLanes);
      for (std::int64_t i = first; i < last; ++i) {
        scale_.bring(rows.const_data_ptr<float>() + i * width(), row.data());
        posteriors.set(i - first, row.data());
      }
      posteriors.measure();
      for (std::int64_t i = first; i < last; ++i) {
        const float* code = rows.const_data_ptr<float>() + i * width();
        if (!std::all_of(code, code + width(), [](float value) { return std::isfinite(value); }))
          continue;
        const auto place = static_cast<std::size_t>(i);
        assigned[place] = place_code(posteriors, i - first, own[place]);
      }
    }
  });
  return assigned;
}

}  // namespace codegrid
