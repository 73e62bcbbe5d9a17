#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <limits>
#include <vector>

#include "cluster/measures/group_halves.hpp"

namespace codegrid {

/// What tells of one group, without labels, whether it is to be believed. Shares are in [0, 1] and
/// NaN where nothing was looked at.
struct GroupTrust {
  std::int64_t looked_at = 0;  ///< Of its members, those whose neighbors were looked at.
  /// Share of their neighbors that are in the group, the mean over them.
  double neighbors_agree = std::numeric_limits<double>::quiet_NaN();
  /// Share of them all of whose neighbors are, by every encoder.
  double all_agree = std::numeric_limits<double>::quiet_NaN();
  std::int64_t overlaps = -1;  ///< The other group that most of their neighbors are in; -1: none.
  double overlap = 0;          ///< Share of their neighbors that are there.
  GroupHalves halves{std::numeric_limits<double>::quiet_NaN(), 0};
};

/// The same of a clustering. Each group counts by its size; what is in no group agrees with
/// nothing.
struct Trust {
  std::int64_t neighbors = 0;  ///< Of each code, by each encoder.
  std::int64_t looked_at = 0;  ///< Codes whose neighbors were looked at.
  double neighbors_agree = std::numeric_limits<double>::quiet_NaN();
  double all_agree = std::numeric_limits<double>::quiet_NaN();
  /// The mean over the groups, each counting the same, so that a large one hides no small one;
  /// times the share of codes that are in a group. What says most of accuracy: see docs/trust.md.
  double groups_agree = std::numeric_limits<double>::quiet_NaN();
  /// What neighbors_agree would be if groups of these sizes were drawn by lot: the sum of the
  /// squares of their shares. 1 for one group.
  double by_chance = 1;
  /// neighbors_agree above that: 1 where all agree, 0 where no more do than by chance; NaN for one
  /// group.
  double above_chance = std::numeric_limits<double>::quiet_NaN();
  /// Share of the codes that a clustering from another seed puts into the same group, under the
  /// best one-to-one match of both; NaN: there was none.
  double repeated = std::numeric_limits<double>::quiet_NaN();
  std::vector<GroupTrust> groups;  ///< [k]
};

/// How much of a clustering is looked at, so that it takes a few seconds whatever its size.
struct TrustOptions {
  std::int64_t neighbors = 15;  ///< Of each code, >= 1.
  std::int64_t most_codes =
      100'000;  ///< Drawn among all; their neighbors are looked for among them.
  std::int64_t most_queries = 10'000;  ///< Codes whose neighbors are looked at, as many of each
                                       ///< group, and one of each at least.
  std::int64_t most_members = 2'000;   ///< Of a group whose halves are looked for.
  std::int64_t most_groups = 100;      ///< The largest ones, whose halves are.
};

/// How the nearest neighbors of codes, by the cosine, lie to the groups, whatever method made them.
/// The same generator state gives the same bytes on any number of threads. Labels are not needed.
///   codes: [N, D] float32 of each encoder, finite, on the CPU; what is only zeros has no
///   direction, and no neighbors. With several encoders a code's share is the mean over those that
///   give it neighbors. assignments: [N] int64 in -1..k-1 on the CPU; -1: in no group. generator:
///   on the CPU. on_share: called from time to time with the share that is done, in [0, 1].
/// Throws Error once the program is asked to stop.
Trust measure_trust(const std::vector<at::Tensor>& codes, const at::Tensor& assignments,
                    std::int64_t k, const at::Generator& generator,
                    const std::function<void(double done)>& on_share = {},
                    const TrustOptions& options = {});

}  // namespace codegrid
