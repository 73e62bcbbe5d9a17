#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <vector>

#include "cluster/graph/communities.hpp"
#include "cluster/graph/weighted_graph.hpp"

namespace codegrid {

/// The most eigenvectors that are tried for k groups of `nodes`: 1.6 k, rounded up, or k + 60 where
/// that is less; one more than k at least, so that there is a gap behind the k-th; no more than
/// nodes. With k of them, a corner of the graph that is nearly cut off takes one and two groups
/// merge; with many more, groups grow blurred (both seen on MNIST, up to 1.6 k).
std::int64_t most_eigenvectors(std::int64_t k, std::int64_t nodes);

/// The numbers to try, rising: at most seven, evenly from k to most_eigenvectors.
std::vector<std::int64_t> numbers_of_eigenvectors(std::int64_t k, std::int64_t nodes);

/// What one number of eigenvectors gave.
struct EmbeddingTrial {
  std::int64_t eigenvectors;
  std::int64_t iterations;  ///< Of k-means' kept start.
  double inertia;           ///< Of the rows.
  double modularity;        ///< Of the groups, in the graph.
  double likeness = 0;      ///< To those that were to be matched, as GroupLikeness; else 0.
};

/// How much groups are like those that somebody has already: the greater, the more.
using GroupLikeness = std::function<double(const Communities& groups)>;

struct EmbeddingGroups {
  Communities groups;             ///< [nodes], 0 to k - 1.
  std::int64_t eigenvectors = 0;  ///< Of the trial that was kept, the first of several.
  std::int64_t iterations = 0;    ///< Of its k-means.
  bool converged = true;          ///< Whether that ended by itself.
  std::vector<EmbeddingTrial> trials;
};

/// Groups the nodes of a graph by its eigenvectors (Ng, Jordan and Weiss 2002): k-means on the rows
/// of the first ones, at unit length, for some numbers of them; the groups of the highest
/// modularity are kept or, with `likeness`, the most alike and among those the ones of the highest
/// modularity.
///   vectors: [nodes, most_eigenvectors(k, nodes)] double, of NormalizedAdjacency, the largest
///   eigenvalue first. k: 1 to nodes. n_init: starts of k-means, of each number.
///   on_trial: called before each, with the number of eigenvectors.
/// Throws Error(kBadData) where fewer than k rows differ, whatever the number; Error once the
/// program is asked to stop.
EmbeddingGroups group_embedding(const WeightedGraph& graph, const at::Tensor& vectors,
                                std::int64_t k, std::int64_t n_init, const at::Generator& generator,
                                const std::function<void(std::int64_t eigenvectors)>& on_trial,
                                const GroupLikeness& likeness = {});

}  // namespace codegrid
