#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "cluster/code_sets.hpp"
#include "cluster/graph/neighbors.hpp"

namespace codegrid {

/// The neighbors of all N things by each encoder's codes (see find_neighbors): lists of N each.
/// What takes no part in a set has none there, and is nobody's.
///   sets: contiguous; of each, more codes than `n` take part. method: the first word of messages.
std::vector<NeighborLists> find_joint_neighbors(const CodeSets& sets, std::int64_t n,
                                                NeighborSearch search, const OnShare& on_share,
                                                std::string_view method);

/// The neighbors of codes that are clustered several times, found by the first clustering. The
/// codes, the number of neighbors and the search must be the same each time.
class SharedNeighbors {
 public:
  /// As find_joint_neighbors.
  const std::vector<NeighborLists>& find(const CodeSets& sets, std::int64_t n,
                                         NeighborSearch search, const OnShare& on_share,
                                         std::string_view method);

 private:
  std::vector<NeighborLists> lists_;
};

}  // namespace codegrid
