#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include "model/autoencoder.hpp"

namespace codegrid {

/// Log variances beyond this, either way, count as this: the exponential of them all is a number.
inline constexpr double kMostLogVariance = 20;

/// A code of each distribution, mean + deviation * noise, which autograd knows of (Kingma and
/// Welling 2014, section 2.4). The noise is drawn on the CPU: the same on every device and by any
/// number of threads.
///   codes: float32 -> [N, code] float32 on its device.
at::Tensor draw_codes(const CodeDistribution& codes, at::Generator noise);

/// The Kullback-Leibler divergence of the distributions of codes from the prior, the standard
/// normal distribution, in nats, summed over values and images (Kingma and Welling 2014, appendix
/// B): with m the mean and v the logarithm of the variance, (exp v + m^2 - 1 - v) / 2 of each
/// value.
///   codes: float32 -> [] float64.
at::Tensor kl_from_prior(const CodeDistribution& codes);

struct KlWithGradient {
  at::Tensor sum;               ///< What kl_from_prior gives.
  at::Tensor by_means;          ///< [N, code] float32: m.
  at::Tensor by_log_variances;  ///< [N, code] float32: (exp v - 1) / 2, toward 0 for any v.
};

KlWithGradient kl_with_gradient(const CodeDistribution& codes);

}  // namespace codegrid
