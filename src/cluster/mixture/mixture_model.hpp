#pragma once

#include <ATen/core/Tensor.h>

#include "cluster/options.hpp"

namespace codegrid {

/// A mixture of k normal distributions of codes of D values. It is one of the d values that are not
/// the same in all codes, each less its mean and divided by its standard deviation: so it does not
/// depend on the magnitude of any of them. All tensors are float64, contiguous, on the CPU.
struct MixtureModel {
  CovarianceKind covariance = CovarianceKind::kFull;
  at::Tensor column_means;   ///< [D] of the codes.
  at::Tensor column_scales;  ///< [D] standard deviations, >= 0; 0: the same in all codes, left out.
  at::Tensor weights;        ///< [k] >= 0, of sum 1; 0: a component that died.
  at::Tensor means;          ///< [k, d]
  at::Tensor covariances;    ///< [k, d, d], symmetric; kDiagonal: the variances alone, [k, d].
};

}  // namespace codegrid
