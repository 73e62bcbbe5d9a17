#include "cluster/mixture/moments.hpp"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <numeric>

#include "cluster/mixture/tile_products.hpp"
#include "core/interrupt.hpp"

namespace codegrid {
namespace {

constexpr double kNegligible = 1e-9;  // responsibilities
constexpr double kDead = 1e-3;        // codes

}  // namespace

Moments::Moments(CovarianceKind covariance, std::int64_t components, std::int64_t width)
    : covariance_(covariance),
      width_(width),
      stride_(tile_stride(width)),
      counts_(static_cast<std::size_t>(components)),
      sums_(static_cast<std::size_t>(components * stride_)),
      products_(covariance == CovarianceKind::kFull
                    ? at::zeros({components, width, stride_}, at::kDouble)
                    : at::zeros({components, stride_}, at::kDouble)) {}

void Moments::add(std::int64_t component, std::span<const double> codes,
                  const double* responsibilities) {
  stop_if_interrupted();
  const bool full = covariance_ == CovarianceKind::kFull;
  double& count = counts_[static_cast<std::size_t>(component)];
  double* sums = sums_.data() + component * stride_;
  double* products =
      products_.mutable_data_ptr<double>() + component * (full ? width_ * stride_ : stride_);
  const double* rows[kTileLanes];
  double weights[kTileLanes];
  std::int64_t waiting = 0;  // rows whose products are still to be added
  const auto add_waiting = [&] {
    stop_if_interrupted();
    for (std::int64_t i = waiting; i < kTileLanes; ++i) {
      rows[i] = rows[0];
      weights[i] = 0;
    }
    add_products(products, width_, stride_, rows, weights);
    waiting = 0;
  };
  const std::int64_t number = std::ssize(codes) / stride_;
  for (std::int64_t i = 0; i < number; ++i) {
    const double share = responsibilities[i];
    if (share < kNegligible) continue;
    const double* code = codes.data() + i * stride_;
    count += share;
    for (std::int64_t c = 0; c < width_; ++c) sums[c] += share * code[c];
    if (!full) {
      for (std::int64_t c = 0; c < width_; ++c) products[c] += share * code[c] * code[c];
      continue;
    }
    rows[waiting] = code;
    weights[waiting] = share;
    if (++waiting == kTileLanes) add_waiting();
  }
  if (waiting > 0) add_waiting();
}

void Moments::maximize_one(std::int64_t component, double regularization,
                           MixtureModel& model) const {
  const double count = counts_[static_cast<std::size_t>(component)];
  const double* sums = sums_.data() + component * stride_;
  double* mean = model.means.mutable_data_ptr<double>() + component * width_;
  for (std::int64_t c = 0; c < width_; ++c) mean[c] = sums[c] / count;
  double* covariances = model.covariances.mutable_data_ptr<double>();
  const double* products = products_.const_data_ptr<double>();
  // Never below what is added: the rest is a variance, whatever rounding makes of it.
  const auto variance = [&](double product, std::int64_t c) {
    return std::max(product / count - mean[c] * mean[c], 0.0) + regularization;
  };
  if (covariance_ == CovarianceKind::kDiagonal) {
    for (std::int64_t c = 0; c < width_; ++c)
      covariances[component * width_ + c] = variance(products[component * stride_ + c], c);
    return;
  }
  double* matrix = covariances + component * width_ * width_;
  for (std::int64_t row = 0; row < width_; ++row) {
    stop_if_interrupted();
    const double* product = products + (component * width_ + row) * stride_;
    for (std::int64_t c = 0; c < row; ++c) {
      matrix[row * width_ + c] = product[c] / count - mean[row] * mean[c];
      matrix[c * width_ + row] = matrix[row * width_ + c];
    }
    matrix[row * width_ + row] = variance(product[row], row);
  }
}

MixtureModel Moments::maximize(const MixtureModel& before, double regularization) const {
  TORCH_CHECK(before.covariance == covariance_, "moments of another kind of covariance");
  MixtureModel model = before;
  model.weights = at::zeros_like(before.weights);
  model.means = before.means.clone();
  model.covariances = before.covariances.clone();
  const auto is_alive = [](double count) { return count >= kDead; };
  const double all = std::accumulate(
      counts_.begin(), counts_.end(), 0.0,
      [&](double sum, double count) { return is_alive(count) ? sum + count : sum; });
  double* weights = model.weights.mutable_data_ptr<double>();
  at::parallel_for(0, std::ssize(counts_), 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t j = begin; j < end; ++j) {
      const double count = counts_[static_cast<std::size_t>(j)];
      if (!is_alive(count)) continue;
      weights[j] = count / all;
      maximize_one(j, regularization, model);
    }
  });
  return model;
}

}  // namespace codegrid
