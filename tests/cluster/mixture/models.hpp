#pragma once

#include <ATen/ATen.h>

#include <numbers>
#include <vector>

#include "cluster/mixture/mixture_model.hpp"

namespace codegrid {

/// A mixture of codes whose columns have mean 0 and standard deviation 1.
///   means: [k, d]; covariances: [k, d, d], or variances, [k, d].
inline MixtureModel model_of(const std::vector<double>& weights, const at::Tensor& means,
                             const at::Tensor& covariances) {
  MixtureModel model;
  model.covariance = covariances.dim() == 3 ? CovarianceKind::kFull : CovarianceKind::kDiagonal;
  model.column_means = at::zeros({means.size(1)}, at::kDouble);
  model.column_scales = at::ones({means.size(1)}, at::kDouble);
  model.weights = at::tensor(weights, at::kDouble);
  model.means = means.to(at::kDouble).contiguous();
  model.covariances = covariances.to(at::kDouble).contiguous();
  return model;
}

/// Two components of two values, the second with values that depend on each other.
inline MixtureModel two_components() {
  return model_of({0.25, 0.75}, at::tensor({0.0, 0.0, 3.0, 1.0}).view({2, 2}),
                  at::tensor({1.0, 0.0, 0.0, 1.0, 2.0, 1.0, 1.0, 2.0}).view({2, 2, 2}));
}

/// Logarithms of weight times density by the formula, [N, k]. codes: [N, d] float64.
inline at::Tensor log_densities_of(const MixtureModel& model, const at::Tensor& codes) {
  std::vector<at::Tensor> columns;
  for (std::int64_t j = 0; j < model.weights.size(0); ++j) {
    const at::Tensor covariance = model.covariance == CovarianceKind::kFull
                                      ? model.covariances[j]
                                      : at::diag(model.covariances[j]);
    const at::Tensor apart = codes - model.means[j];
    const at::Tensor squared = (apart.mm(at::inverse(covariance)) * apart).sum(1);
    columns.push_back(model.weights[j].log() -
                      0.5 * (squared + at::logdet(2 * std::numbers::pi * covariance)));
  }
  return at::stack(columns, 1);
}

}  // namespace codegrid
