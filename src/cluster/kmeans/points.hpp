#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>

namespace codegrid {

/// What a kind of points remembers from one assignment to the next; none of it shows.
struct AssignmentMemory {
  AssignmentMemory() = default;
  virtual ~AssignmentMemory() = default;
  AssignmentMemory(const AssignmentMemory&) = delete;
  AssignmentMemory& operator=(const AssignmentMemory&) = delete;
};

/// Which centroid each point belongs to, and what the next centroids are made of.
struct Partition {
  at::Tensor labels;   ///< [N] int32 on the points' device; -1 before the first assignment.
  at::Tensor squared;  ///< [N] float32 on the points' device, squared distance to the centroid.
  at::Tensor sums;     ///< [k, D] double on the CPU, of each cluster's members.
  at::Tensor counts;   ///< [k] int64 on the CPU, members of each cluster.
  double inertia = 0;  ///< Sum of `squared`, in double.
  std::int64_t changed = 0;  ///< Points that the last assignment moved to another cluster.
  std::int64_t scored = 0;   ///< Distances that it estimated, or took where it does not estimate.

  /// Without it, the next assignment takes all distances again.
  std::unique_ptr<AssignmentMemory> memory;
};

/// Squared distances of points to the nearest of some centroids, for each of some candidates as if
/// it were one more centroid.
struct CandidateDistances {
  at::Tensor nearest;  ///< [M, N] float32 on the points' device: with each of M targets, the lesser
                       ///< of what it was and the squared distance to the target.
  at::Tensor sums;     ///< [M] double on the CPU, over the points.
};

/// The points that k-means clusters, arranged so that their device measures them quickly. Nothing
/// here depends on the order in which threads finish: sums are made in fixed chunks and added in
/// the order of the points. What takes time throws Error once the program is asked to stop.
class Points {
 public:
  ///   codes: [N, D] float32, N >= 1; finite, but for `variance`, which tells whether they are.
  explicit Points(at::Tensor codes) : codes_(std::move(codes)) {}
  virtual ~Points() = default;
  Points(const Points&) = delete;
  Points& operator=(const Points&) = delete;

  const at::Tensor& codes() const { return codes_; }
  std::int64_t count() const { return codes_.size(0); }
  std::int64_t width() const { return codes_.size(1); }

  /// A partition into `k` clusters that have no member yet.
  Partition unassigned(std::int64_t k) const;

  /// The mean of the columns' variances.
  virtual double variance() const = 0;

  /// Squared distances to each target, from differences.
  ///   targets: [M, D] float32 on the points' device. Returns [M, N] float32 there.
  virtual at::Tensor measure(const at::Tensor& targets) const = 0;

  /// What `nearest` would be with each of the targets.
  ///   targets: as in `measure`; nearest: [N] float32 on the points' device; candidates: filled, in
  ///   the memory of an earlier call with as many targets.
  virtual void with_candidates(const at::Tensor& targets, const at::Tensor& nearest,
                               CandidateDistances& candidates) const;

  /// Gives every point to its nearest centroid, the smaller index on a tie, and brings the whole
  /// partition up to date. Which is nearest is decided by the distances that `measure` gives.
  ///   centroids: [k, D] float32 on the points' device; the same k for the life of a partition.
  virtual void assign(const at::Tensor& centroids, Partition& partition) const = 0;

 private:
  at::Tensor codes_;
};

/// The quickest kind for the device of `codes`.
std::unique_ptr<Points> make_points(const at::Tensor& codes);

/// For the CPU: chunks of rows, shared out among ATen's threads. An assignment takes only the
/// distances that may matter: bounds on those to groups of centroids rule most out (Ding et al.
/// 2015, "Yinyang k-means", with Hamerly's 2010 as its case of one group), products rule out most
/// of the rest, and differences decide. The labels are those of taking all.
///   most_bounds: float32 numbers that are kept of all points, one for each at least; with more
///   groups, some share a bound, so that k takes time but not memory.
std::unique_ptr<Points> make_row_points(const at::Tensor& codes,
                                        std::int64_t most_bounds = std::int64_t{1} << 28);

/// For any device, in ATen's own operations.
std::unique_ptr<Points> make_tensor_points(const at::Tensor& codes);

}  // namespace codegrid
