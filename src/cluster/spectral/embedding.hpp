#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <vector>

#include "cluster/graph/communities.hpp"
#include "cluster/graph/weighted_graph.hpp"
#include "cluster/spectral/largest_eigenvectors.hpp"

namespace codegrid {

/// The most eigenvectors that are tried for k groups of `nodes`: 1.6 k, rounded up, or k + 60 where
/// that is less; one more than k at least, so that there is a gap behind the k-th; no more than
/// nodes. With k of them, a corner of the graph that is nearly cut off takes one and two groups
/// merge; with many more, groups grow blurred (both seen on MNIST, up to 1.6 k).
std::int64_t most_eigenvectors(std::int64_t k, std::int64_t nodes);

/// The numbers to try, rising: at most seven, evenly from k to most_eigenvectors.
std::vector<std::int64_t> numbers_of_eigenvectors(std::int64_t k, std::int64_t nodes);

/// By groups whose modularity is less than the highest by this share, a number of eigenvectors is
/// no choice: where two groups of MNIST were merged it was less by 0.01, where single corners of
/// groups went elsewhere by 0.002.
inline constexpr double kModularityBelowBest = 0.005;

/// What one number of eigenvectors gave.
struct EmbeddingTrial {
  std::int64_t eigenvectors;
  std::int64_t iterations;  ///< Of k-means' kept start.
  double inertia;           ///< Of the rows.
  double modularity;        ///< Of the groups, in the graph.
  double gap;               ///< Between its last eigenvalue and the next; 0 where none is known.
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
/// of the first ones, at unit length, for some numbers of them. Of the numbers whose groups are of
/// nearly the highest modularity (see kModularityBelowBest), the one with the widest gap behind it
/// is kept, the first of several: what lies before a gap depends least on accidents of the graph
/// (Davis and Kahan 1970; von Luxburg 2007, section 8.3), while modularity tells corners of groups
/// apart no better than chance. With `likeness`, the groups that are most alike are kept, and among
/// those the ones of the highest modularity.
///   eigen: of NormalizedAdjacency, most_eigenvectors(k, nodes) of them or more. k: 1 to nodes.
///   n_init: starts of k-means, of each number.
///   on_trial: called before each, with the number of eigenvectors.
/// Throws Error(kBadData) where fewer than k rows differ, whatever the number; Error once the
/// program is asked to stop.
EmbeddingGroups group_embedding(const WeightedGraph& graph, const Eigenvectors& eigen,
                                std::int64_t k, std::int64_t n_init, const at::Generator& generator,
                                const std::function<void(std::int64_t eigenvectors)>& on_trial,
                                const GroupLikeness& likeness = {});

}  // namespace codegrid
