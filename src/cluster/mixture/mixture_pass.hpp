#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "cluster/mixture/column_scale.hpp"
#include "cluster/mixture/densities.hpp"
#include "cluster/mixture/moments.hpp"

namespace codegrid {

/// What a mixture says of each code; tensors on the CPU.
struct MixtureLabels {
  at::Tensor assignments;          ///< [N] int64, the component of the greatest responsibility.
  at::Tensor probabilities;        ///< [N] float32 in (0, 1], that responsibility.
  at::Tensor distances;            ///< [N] float32, Mahalanobis, to the mean of that component.
  double mean_log_likelihood = 0;  ///< Of a code, in the measure of the codes.
};

/// Passes over all codes, some thousand of them at a time: first what each of those is, shared out
/// by codes, then what each component gets of them, shared out by components. Sums are made in the
/// order of the codes, so that no number of threads changes a bit. Throws Error once the program is
/// asked to stop.
class MixturePass {
 public:
  /// codes: [N, D] float32, contiguous, on the CPU; they and `scale` outlive this.
  MixturePass(const at::Tensor& codes, const ColumnScale& scale, std::int64_t components);

  /// The expectation of an iteration: adds all codes to `moments`, each by its responsibilities.
  /// Returns the mean log likelihood of a code, in the measure of the codes.
  double collect(const Densities& densities, Moments& moments);
  /// As if each code were of one component.
  ///   assignments: [N] int64 in 0..k-1, contiguous.
  void collect(const at::Tensor& assignments, Moments& moments);

  MixtureLabels label(const Densities& densities);

 private:
  std::int64_t count() const { return codes_.size(0); }
  void bring(std::int64_t first, std::int64_t last);
  template <class Use>
  void for_each_posterior(const Densities& densities, std::int64_t codes, const Use& use);
  double add_up(std::int64_t codes) const;
  void add_to(Moments& moments, std::int64_t codes) const;

  const at::Tensor& codes_;
  const ColumnScale& scale_;
  std::int64_t components_;
  std::int64_t stride_;
  std::int64_t round_;                   // codes that are taken together
  std::vector<double> rows_;             // [round][stride], as the model scales them
  std::vector<double> shares_;           // [k][round], responsibilities
  std::vector<double> log_likelihoods_;  // [round]
};

}  // namespace codegrid
