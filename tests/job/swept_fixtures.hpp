#pragma once

#include "job/swept_k.hpp"

namespace codegrid {

/// A row of k-means whose neighbors have this modularity.
inline SweptK swept_k(std::int64_t k, double modularity) {
  SweptK row;
  row.k = k;
  row.score = {"inertia", 100.0 / static_cast<double>(k)};
  row.converged = true;
  row.silhouette = 0.25;
  row.neighbors_agree = 0.875;
  row.by_chance = 0.25;
  row.groups_agree = 0.75;
  row.modularity = modularity;
  row.seconds = 1.5;
  return row;
}

}  // namespace codegrid
