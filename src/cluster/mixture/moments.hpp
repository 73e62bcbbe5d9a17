#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>
#include <vector>

#include "cluster/mixture/mixture_model.hpp"

namespace codegrid {

/// Sums of codes and of their products, each code counting for a component as much as it is
/// responsible for it.
class Moments {
 public:
  Moments(CovarianceKind covariance, std::int64_t components, std::int64_t width);

  /// Codes must be `stride()` apart, with zeros behind the width.
  std::int64_t stride() const { return stride_; }

  /// Adds codes to those of `component`, in their order; different components may be added to at
  /// the same time. What counts for less than 1e-9 is left out: it would be rounded away.
  ///   codes: [n][stride()], as the model scales them; responsibilities: [n]. Throws Error once the
  ///   program is asked to stop.
  void add(std::int64_t component, std::span<const double> codes, const double* responsibilities);

  /// The mixture of the greatest likelihood given these responsibilities (Dempster, Laird and Rubin
  /// 1977), with `regularization` added to each variance. A component that counts less than a
  /// thousandth of a code has died: it gets the weight 0 and keeps what it had in `before`.
  MixtureModel maximize(const MixtureModel& before, double regularization) const;

 private:
  void maximize_one(std::int64_t component, double regularization, MixtureModel& model) const;

  CovarianceKind covariance_;
  std::int64_t width_;
  std::int64_t stride_;
  std::vector<double> counts_;  // [k]
  std::vector<double> sums_;    // [k][stride]
  at::Tensor products_;         // [k, width, stride] of full covariances, else [k, stride]
};

}  // namespace codegrid
