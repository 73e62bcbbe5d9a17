#include "cluster/graph/merging.hpp"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include "cluster/graph/graphs.hpp"

namespace codegrid {
namespace {

at::Tensor one_value_each(const std::vector<float>& values) {
  return at::tensor(values).unsqueeze(1);
}

TEST(Merging, TakesThePairThatLosesTheLeastModularity) {
  // A path of four pairs; the second and third hold together most.
  const WeightedGraph graph =
      make_graph(8, {{0, 1, 5}, {2, 3, 5}, {4, 5, 5}, {6, 7, 5}, {1, 2, 1}, {3, 4, 3}, {5, 6, 1}});
  Communities communities{0, 0, 1, 1, 2, 2, 3, 3};
  merge_communities(graph, one_value_each({0, 1, 2, 3, 4, 5, 6, 7}), {.k = 3}, communities);
  EXPECT_EQ(communities, (Communities{0, 0, 1, 1, 1, 1, 2, 2}));
}

TEST(Merging, EachStepIsTheBestOfAllConnectedPairs) {
  const WeightedGraph graph = ring_of_cliques(7, 3);
  Communities communities;
  for (std::int32_t node = 0; node < 21; ++node) communities.push_back(node / 3);
  const at::Tensor codes = at::arange(21, at::kFloat).unsqueeze(1);
  for (std::int32_t k = 6; k >= 1; --k) {
    double best = -1;
    for (std::int32_t one = 0; one <= k; ++one) {
      for (std::int32_t other = 0; other < one; ++other) {
        Communities merged = communities;
        for (std::int32_t& community : merged)
          if (community == one) community = other;
        best = std::max(best, modularity(graph, merged, 1));
      }
    }
    merge_communities(graph, codes, {.k = k}, communities);
    EXPECT_NEAR(modularity(graph, communities, 1), best, 1e-9) << k;
    Communities numbered = communities;
    EXPECT_EQ(renumber(numbered), k);
  }
}

TEST(Merging, JoinsWhatHasNoEdgeToTheNearestMean) {
  const WeightedGraph graph = make_graph(6, {{0, 1, 2}, {2, 3, 2}, {4, 5, 1}});
  Communities communities{0, 0, 1, 1, 2, 2};
  merge_communities(graph, one_value_each({0, 1, 100, 101, 90, 91}), {.k = 2}, communities);
  EXPECT_EQ(communities, (Communities{0, 0, 1, 1, 1, 1}));
  communities = {0, 0, 1, 1, 2, 2};
  merge_communities(make_graph(6, {}), one_value_each({0, 1, 100, 101, 3, 4}), {.k = 2},
                    communities);
  EXPECT_EQ(communities, (Communities{0, 0, 1, 1, 0, 0}));
}

TEST(Merging, BeginsWithWhatIsTooSmall) {
  // Two pairs that belong together, a single node beside each, and a pair that is far away.
  const WeightedGraph graph =
      make_graph(8, {{0, 1, 5}, {2, 3, 5}, {1, 2, 4}, {3, 4, 0.1F}, {0, 5, 0.1F}, {6, 7, 50}});
  const at::Tensor codes = one_value_each({0, 1, 10, 11, 14, -4, 50, 51});
  const Communities before{0, 0, 1, 1, 2, 3, 4, 4};
  Communities communities = before;
  merge_communities(graph, codes, {.k = 4}, communities);
  EXPECT_EQ(communities, (Communities{0, 0, 0, 0, 1, 2, 3, 3}));
  for (const WeightedGraph& one : {graph, make_graph(8, {})}) {
    communities = before;
    merge_communities(one, codes, {.k = 3, .members = 2}, communities);
    EXPECT_EQ(communities, (Communities{0, 0, 1, 1, 1, 0, 2, 2}));
  }
}

}  // namespace
}  // namespace codegrid
