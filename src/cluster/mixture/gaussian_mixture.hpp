#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "cluster/mixture/mixture_model.hpp"
#include "cluster/options.hpp"

namespace codegrid {

// The map of this folder; each part uses those below it:
//   gaussian_mixture  codes to clusters: k-means, then expectation and maximization in turn
//   mixture_pass      all codes, some thousand at a time: their responsibilities, sums of them
//   moments           the sums, and the mixture that is most likely given them
//   densities         log densities of eight codes, their responsibilities
//   whitening         a full covariance as the densities take it
//   tile_products     the processor's kernels
//   column_scale      codes as the mixture measures them
//   mixture_model     the parameters

/// One iteration of expectation and maximization.
struct MixtureIteration {
  std::int64_t iteration;      ///< 1 to max_iter.
  double mean_log_likelihood;  ///< Of a code, by the mixture that the iteration began with.
  std::int64_t components;     ///< Of that mixture, that are alive.
};

struct MixtureClusters {
  MixtureModel model;
  at::Tensor means;          ///< [k, D] float32, in the measure of the codes, on the CPU.
  at::Tensor assignments;    ///< [N] int64 in 0..k-1, the component of the greatest responsibility.
  at::Tensor probabilities;  ///< [N] float32 in (0, 1], that responsibility.
  at::Tensor distances;      ///< [N] float32, Mahalanobis, to the mean of that component.
  double mean_log_likelihood = 0;  ///< Of a code, by `model`; values that are all alike left out.
  double bic = 0;  ///< Bayesian information criterion (Schwarz 1978): the less, the better.
  std::int64_t iterations = 0;
  bool converged = false;  ///< False if it ended at max_iter.
  std::vector<MixtureIteration> records;
  std::vector<std::string> notes;  ///< What the user should know of the result, a line each.
};

/// Called when an iteration begins, with its number.
using OnMixtureIteration = std::function<void(std::int64_t iteration)>;

/// A mixture of k normal distributions by expectation and maximization (Dempster, Laird and Rubin
/// 1977), from the clusters that k-means finds in the codes as they are, until the mean log
/// likelihood of a code changes by at most options.tol. After k-means, columns are brought to
/// variance 1, which changes no result but makes it independent of their magnitudes; all computing
/// is in double. The same generator state gives the same bits on any number of threads.
///   codes: [N, D] float32, finite, of any magnitude, on the CPU, as they are to be clustered.
///   generator: on the CPU; every draw is made there.
/// Throws Error(kBadData) as kmeans does, with the name of this method; Error(kFailed) where the
/// covariances cannot fit into memory; Error once the program is asked to stop; TORCH_CHECK for
/// wrong shapes or types and for options out of range.
MixtureClusters gaussian_mixture(const at::Tensor& codes, const MixtureOptions& options,
                                 const at::Generator& generator,
                                 const OnMixtureIteration& on_iteration = {});

}  // namespace codegrid
