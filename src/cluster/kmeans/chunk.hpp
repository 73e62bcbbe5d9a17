#pragma once

#include <cstdint>
#include <vector>

#include "cluster/kmeans/centroid_groups.hpp"

namespace codegrid {

/// A chunk of the points and what is known of them, brought up to date by assign_chunk.
struct Chunk {
  const float* codes;    ///< [count][width].
  const float* to_mean;  ///< [count], squared distances to the mean.
  std::int32_t* labels;  ///< [count], of the last assignment; -1 before the first.
  float* squared;        ///< [count], squared distances to the own centroids.
  float* bounds;        ///< [bounds of all groups][count]: the groups' other centroids are at least
                        ///< so far; 0 at first.
  std::int64_t shared;  ///< So many groups that follow one another have one bound.
  std::int64_t first;   ///< The row of the first point.
  std::int64_t count;
  std::int64_t width;
};

/// A point that changed its cluster.
struct Move {
  std::int64_t row;
  std::int32_t from;  ///< -1: it had none.
  std::int32_t to;
};

/// What the assignment of one chunk gave.
struct ChunkResult {
  std::vector<Move> moves;  ///< In the order of the rows.
  double inertia = 0;
  std::int64_t scored = 0;  ///< Distances that were estimated.
};

/// Gives every point of the chunk to its nearest centroid, the smaller index on a tie, as if the
/// distances to all of them had been measured. Throws Error once the program is asked to stop.
ChunkResult assign_chunk(const Chunk& chunk, const CentroidGroups& centroids);

}  // namespace codegrid
