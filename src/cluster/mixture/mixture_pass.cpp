#include "cluster/mixture/mixture_pass.hpp"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <span>

#include "cluster/mixture/tile_products.hpp"
#include "core/interrupt.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kRoundNumbers = std::int64_t{1} << 19;  // of codes and responsibilities
constexpr std::int64_t kLeastRound = 64;
constexpr std::int64_t kMostRound = 4096;
constexpr std::int64_t kTilesAtOnce = 4;  // at least, of a thread

}  // namespace

MixturePass::MixturePass(const at::Tensor& codes, const ColumnScale& scale, std::int64_t components)
    : codes_(codes),
      scale_(scale),
      components_(components),
      stride_(tile_stride(scale.width())),
      round_(std::clamp(kRoundNumbers / (stride_ + components), kLeastRound, kMostRound) /
             kTileLanes * kTileLanes),
      rows_(static_cast<std::size_t>(round_ * stride_)),
      shares_(static_cast<std::size_t>(round_ * components)),
      log_likelihoods_(static_cast<std::size_t>(round_)) {}

void MixturePass::bring(std::int64_t first, std::int64_t last) {
  const float* codes = codes_.const_data_ptr<float>();
  at::parallel_for(
      first, last, kTilesAtOnce * kTileLanes, [&](std::int64_t begin, std::int64_t end) {
        stop_if_interrupted();
        for (std::int64_t i = begin; i < end; ++i)
          scale_.bring(codes + i * codes_.size(1), rows_.data() + (i - first) * stride_);
      });
}

// Calls use(place in the round, posterior, distance to the best) for each code of a round.
template <class Use>
void MixturePass::for_each_posterior(const Densities& densities, std::int64_t codes,
                                     const Use& use) {
  const std::int64_t tiles = at::divup(codes, kTileLanes);
  at::parallel_for(0, tiles, kTilesAtOnce, [&](std::int64_t begin, std::int64_t end) {
    TilePosteriors posteriors(densities);
    for (std::int64_t tile = begin; tile < end; ++tile) {
      const std::int64_t first = tile * kTileLanes;
      const std::int64_t last = std::min(codes, first + kTileLanes);
      for (std::int64_t i = first; i < last; ++i)
        posteriors.set(i - first, rows_.data() + i * stride_);
      posteriors.measure();
      for (std::int64_t i = first; i < last; ++i) {
        const Posterior& posterior = posteriors.posterior(i - first);
        log_likelihoods_[static_cast<std::size_t>(i)] = posterior.log_likelihood;
        use(i, posterior, posteriors.distance(posterior.best, i - first));
      }
    }
  });
}

double MixturePass::add_up(std::int64_t codes) const {
  double sum = 0;
  for (std::int64_t i = 0; i < codes; ++i) sum += log_likelihoods_[static_cast<std::size_t>(i)];
  return sum;
}

void MixturePass::add_to(Moments& moments, std::int64_t codes) const {
  const std::span<const double> rows(rows_.data(), static_cast<std::size_t>(codes * stride_));
  at::parallel_for(0, components_, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t j = begin; j < end; ++j) moments.add(j, rows, shares_.data() + j * round_);
  });
}

double MixturePass::collect(const Densities& densities, Moments& moments) {
  double sum = 0;
  for (std::int64_t first = 0; first < count(); first += round_) {
    const std::int64_t codes = std::min(round_, count() - first);
    bring(first, first + codes);
    for_each_posterior(densities, codes, [&](std::int64_t i, const Posterior& posterior, double) {
      for (std::int64_t j = 0; j < components_; ++j)
        shares_[static_cast<std::size_t>(j * round_ + i)] =
            posterior.responsibilities[static_cast<std::size_t>(j)];
    });
    sum += add_up(codes);
    add_to(moments, codes);
  }
  return sum / static_cast<double>(count()) - scale_.log_volume();
}

void MixturePass::collect(const at::Tensor& assignments, Moments& moments) {
  const auto* component = assignments.const_data_ptr<std::int64_t>();
  for (std::int64_t first = 0; first < count(); first += round_) {
    const std::int64_t codes = std::min(round_, count() - first);
    bring(first, first + codes);
    std::ranges::fill(shares_, 0.0);
    for (std::int64_t i = 0; i < codes; ++i)
      shares_[static_cast<std::size_t>(component[first + i] * round_ + i)] = 1;
    add_to(moments, codes);
  }
}

MixtureLabels MixturePass::label(const Densities& densities) {
  MixtureLabels labels;
  labels.assignments = at::empty({count()}, at::kLong);
  labels.probabilities = at::empty({count()}, at::kFloat);
  labels.distances = at::empty({count()}, at::kFloat);
  auto* assignments = labels.assignments.mutable_data_ptr<std::int64_t>();
  auto* probabilities = labels.probabilities.mutable_data_ptr<float>();
  auto* distances = labels.distances.mutable_data_ptr<float>();
  double sum = 0;
  for (std::int64_t first = 0; first < count(); first += round_) {
    const std::int64_t codes = std::min(round_, count() - first);
    bring(first, first + codes);
    for_each_posterior(densities, codes,
                       [&](std::int64_t i, const Posterior& posterior, double distance) {
                         assignments[first + i] = posterior.best;
                         probabilities[first + i] = static_cast<float>(
                             posterior.responsibilities[static_cast<std::size_t>(posterior.best)]);
                         distances[first + i] = static_cast<float>(distance);
                       });
    sum += add_up(codes);
  }
  labels.mean_log_likelihood = sum / static_cast<double>(count()) - scale_.log_volume();
  return labels;
}

}  // namespace codegrid
