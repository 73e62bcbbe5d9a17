#include "cluster/hdbscan/spanning_tree.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "cluster/hdbscan/disjoint_sets.hpp"
#include "cluster/hdbscan/reachability.hpp"
#include "support/threads.hpp"

namespace codegrid {
namespace {

SpanningTree tree_of(const Reachability& of) {
  return find_spanning_tree(of.reach, of.lists, [](std::int64_t) {});
}

// The edges' distances; a failure where they are no tree of all codes, or out of order.
std::vector<float> distances_in(const SpanningTree& tree, const Reachability& of) {
  DisjointSets sets(of.reach.cores.size());
  EXPECT_EQ(tree.edges.size() + 1, of.reach.cores.size());
  EXPECT_TRUE(std::is_sorted(tree.edges.begin(), tree.edges.end()));
  std::vector<float> distances;
  for (const TreeEdge& edge : tree.edges) {
    EXPECT_TRUE(sets.join(edge.one, edge.other));
    EXPECT_EQ(edge.distance, of.reach(edge.one, edge.other));
    distances.push_back(edge.distance);
  }
  return distances;
}

TEST(SpanningTree, IsAsShortAsThatOfAllPairs) {
  for (const std::int64_t min_samples : {1, 2, 5, 20}) {
    for (const std::int64_t width : {1, 2, 9}) {
      for (const at::Tensor& codes : {normal({400, width}), dense_groups(6, 60, width)}) {
        const Reachability of(codes, min_samples, std::max<std::int64_t>(5, min_samples - 1));
        ASSERT_EQ(distances_in(tree_of(of), of), of.distances_of_tree())
            << min_samples << " samples, " << width << " values";
      }
    }
  }
}

TEST(SpanningTree, JoinsWhatNoListConnects) {
  // Groups of ten codes each, whose lists are all their own.
  const at::Tensor codes = dense_groups(40, 10, 8).slice(0, 0, 400) * 10;
  const Reachability of(codes, 3, 4);
  const SpanningTree tree = tree_of(of);
  EXPECT_GT(tree.searched, 0);
  EXPECT_EQ(distances_in(tree, of), of.distances_of_tree());
}

TEST(SpanningTree, OfCodesOnAGridWhereNearlyAllDistancesAreEqual) {
  const at::Tensor x = at::arange(400, at::kFloat);
  const at::Tensor codes = at::stack({x.remainder(20), x.div(20).floor()}, 1).contiguous();
  for (const std::int64_t min_samples : {1, 4}) {
    const Reachability of(codes, min_samples, 6);
    EXPECT_EQ(distances_in(tree_of(of), of), of.distances_of_tree());
  }
}

TEST(SpanningTree, OfTheSameCodeManyTimesHasDistancesOf0) {
  const at::Tensor codes = normal({10, 3}).repeat({30, 1});
  const Reachability of(codes, 3, 5);
  EXPECT_EQ(distances_in(tree_of(of), of), of.distances_of_tree());
}

TEST(SpanningTree, IsTheSameOnAnyNumberOfThreads) {
  const Reachability of(dense_groups(10, 50, 5), 4, 6);
  const auto on_threads = [&](int threads) {
    const ThreadsFor some(threads);
    return tree_of(of);
  };
  const SpanningTree one = on_threads(1);
  const SpanningTree three = on_threads(3);
  for (std::size_t i = 0; i < one.edges.size(); ++i) {
    ASSERT_EQ(one.edges[i].one, three.edges[i].one);
    ASSERT_EQ(one.edges[i].other, three.edges[i].other);
  }
}

TEST(SpanningTree, SaysHowManyComponentsAreLeft) {
  const Reachability of(normal({100, 3}), 3, 5);
  std::vector<std::int64_t> left;
  const SpanningTree tree = find_spanning_tree(
      of.reach, of.lists, [&](std::int64_t components) { left.push_back(components); });
  EXPECT_EQ(std::ssize(left), tree.rounds);
  EXPECT_EQ(left.front(), 100);
  EXPECT_TRUE(std::ranges::is_sorted(left, std::greater<>()));
}

}  // namespace
}  // namespace codegrid
