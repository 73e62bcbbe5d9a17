#pragma once

#include <cstdint>
#include <vector>

#include "cluster/mixture/mixture_model.hpp"
#include "cluster/mixture/whitening.hpp"

namespace codegrid {

/// The densities of a mixture's components. Throws Error once the program is asked to stop.
class Densities {
 public:
  explicit Densities(const MixtureModel& model);

  std::int64_t components() const { return components_; }
  std::int64_t width() const { return width_; }

  /// Of eight codes; what is found of one does not depend on the others.
  ///   columns: [width][8] values of the codes as the model scales them, those of a column side by
  ///   side; scratch: [width][8]; log_densities: [k][8] log of weight times density, -infinity of a
  ///   component that died; squared: [k][8] squared Mahalanobis distances to the means.
  void of_tile(const double* columns, double* scratch, double* log_densities,
               double* squared) const;

 private:
  std::int64_t components_;
  std::int64_t width_;
  std::vector<double> means_;          // [k][width]
  std::vector<double> offsets_;        // [k], the log density at the mean
  std::vector<Whitening> whitenings_;  // of full covariances
  std::vector<double> precisions_;     // [k][width], 1 / the standard deviation, of diagonal ones
};

/// Of one code: how probable each component is that it comes from.
struct Posterior {
  std::vector<double> responsibilities;  ///< [k], of sum 1.
  std::int64_t best = 0;                 ///< The greatest, the smaller number on a tie.
  double log_likelihood = 0;             ///< log of the mixture's density.
};

/// Up to eight codes at a time, in memory that is used again. Throws Error once the program is
/// asked to stop.
class TilePosteriors {
 public:
  /// densities: outlive this.
  explicit TilePosteriors(const Densities& densities);

  /// The code of a lane, [width] as the model scales it; lanes that are not set hold an old one.
  void set(std::int64_t lane, const double* code);
  /// Takes the densities of what is set.
  void measure();
  /// By the log of a sum of exponentials, so that nothing overflows, and nothing vanishes but what
  /// is nothing beside the greatest. Valid until the next call.
  const Posterior& posterior(std::int64_t lane);
  /// The Mahalanobis distance to the mean of a component.
  double distance(std::int64_t component, std::int64_t lane) const;

 private:
  const Densities& densities_;
  std::vector<double> columns_;
  std::vector<double> scratch_;
  std::vector<double> log_densities_;
  std::vector<double> squared_;
  Posterior posterior_;
};

}  // namespace codegrid
