#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cluster/graph/block_scores.hpp"
#include "cluster/graph/communities.hpp"
#include "cluster/hdbscan/mutual_reachability.hpp"

namespace codegrid {

/// The code of another component that is nearest to one, by mutual reachability.
struct ForeignCode {
  float distance;           ///< The bound, where there is no such code below it.
  std::int32_t index = -1;  ///< -1: none.
};

/// Looks among all codes: matrix products rule out what is not near, and differences decide.
class NearestForeign {
 public:
  explicit NearestForeign(const MutualReachability& reach) : reach_(reach), scores_(reach.codes) {}

  /// For each of `queries`, [Q] codes: the nearest one of another component whose distance is below
  /// `bounds`, [Q]; the smallest index of several. The same on any number of threads. Throws Error
  /// once the program is asked to stop.
  ///   components: [N]
  std::vector<ForeignCode> find(std::span<const std::int32_t> queries,
                                std::span<const float> bounds, const Communities& components) const;

 private:
  const MutualReachability& reach_;
  BlockScores scores_;
};

}  // namespace codegrid
