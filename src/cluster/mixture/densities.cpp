#include "cluster/mixture/densities.hpp"

#include <ATen/Parallel.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "cluster/mixture/tile_products.hpp"
#include "core/interrupt.hpp"

namespace codegrid {

Densities::Densities(const MixtureModel& model)
    : components_(model.weights.size(0)), width_(model.means.size(1)) {
  const bool full = model.covariance == CovarianceKind::kFull;
  TORCH_CHECK(model.covariances.dim() == (full ? 3 : 2), "covariances of another kind");
  const auto count = static_cast<std::size_t>(components_);
  const double* means = model.means.const_data_ptr<double>();
  means_.assign(means, means + components_ * width_);
  offsets_.resize(count);
  if (full) {
    whitenings_.resize(count);
  } else {
    precisions_.resize(means_.size());
  }
  const double* weights = model.weights.const_data_ptr<double>();
  const double* covariances = model.covariances.const_data_ptr<double>();
  const double log_circle = std::log(2 * std::numbers::pi);
  at::parallel_for(0, components_, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t j = begin; j < end; ++j) {
      const auto place = static_cast<std::size_t>(j);
      double log_determinant = 0;
      if (full) {
        whitenings_[place] = whiten(covariances + j * width_ * width_, width_);
        log_determinant = whitenings_[place].log_determinant;
      } else {
        for (std::int64_t i = j * width_; i < (j + 1) * width_; ++i) {
          const double deviation = std::sqrt(covariances[i]);
          precisions_[static_cast<std::size_t>(i)] = 1 / deviation;
          log_determinant += std::log(deviation);
        }
      }
      offsets_[place] =
          std::log(weights[j]) - log_determinant - 0.5 * static_cast<double>(width_) * log_circle;
    }
  });
}

void Densities::of_tile(const double* columns, double* scratch, double* log_densities,
                        double* squared) const {
  for (std::int64_t j = 0; j < components_; ++j) {
    stop_if_interrupted();
    const auto place = static_cast<std::size_t>(j);
    const double* mean = means_.data() + j * width_;
    double* lengths = squared + j * kTileLanes;
    if (whitenings_.empty()) {
      const double* precision = precisions_.data() + j * width_;
      std::fill_n(lengths, kTileLanes, 0.0);
      for (std::int64_t i = 0; i < width_; ++i) {
        for (std::int64_t lane = 0; lane < kTileLanes; ++lane) {
          const double deviation = (columns[i * kTileLanes + lane] - mean[i]) * precision[i];
          lengths[lane] += deviation * deviation;
        }
      }
    } else {
      for (std::int64_t i = 0; i < width_; ++i) {
        for (std::int64_t lane = 0; lane < kTileLanes; ++lane)
          scratch[i * kTileLanes + lane] = columns[i * kTileLanes + lane] - mean[i];
      }
      squared_lengths(whitenings_[place].packed.data(), width_, scratch, lengths);
    }
    for (std::int64_t lane = 0; lane < kTileLanes; ++lane)
      log_densities[j * kTileLanes + lane] = offsets_[place] - 0.5 * lengths[lane];
  }
}

TilePosteriors::TilePosteriors(const Densities& densities)
    : densities_(densities),
      columns_(static_cast<std::size_t>(densities.width() * kTileLanes)),
      scratch_(columns_.size()),
      log_densities_(static_cast<std::size_t>(densities.components() * kTileLanes)),
      squared_(log_densities_.size()) {
  posterior_.responsibilities.resize(static_cast<std::size_t>(densities.components()));
}

void TilePosteriors::set(std::int64_t lane, const double* code) {
  double* column = columns_.data() + lane;
  for (std::int64_t i = 0; i < densities_.width(); ++i) column[i * kTileLanes] = code[i];
}

void TilePosteriors::measure() {
  densities_.of_tile(columns_.data(), scratch_.data(), log_densities_.data(), squared_.data());
}

const Posterior& TilePosteriors::posterior(std::int64_t lane) {
  const double* log_densities = log_densities_.data() + lane;
  const std::int64_t components = densities_.components();
  std::int64_t& best = posterior_.best;
  best = 0;
  for (std::int64_t j = 1; j < components; ++j) {
    if (log_densities[j * kTileLanes] > log_densities[best * kTileLanes]) best = j;
  }
  const double greatest = log_densities[best * kTileLanes];
  double* shares = posterior_.responsibilities.data();
  double sum = 0;
  for (std::int64_t j = 0; j < components; ++j) {
    shares[j] = std::exp(log_densities[j * kTileLanes] - greatest);
    sum += shares[j];
  }
  for (std::int64_t j = 0; j < components; ++j) shares[j] /= sum;
  posterior_.log_likelihood = greatest + std::log(sum);
  return posterior_;
}

double TilePosteriors::distance(std::int64_t component, std::int64_t lane) const {
  return std::sqrt(squared_[static_cast<std::size_t>(component * kTileLanes + lane)]);
}

}  // namespace codegrid
