#include "cluster/graph/resolution_search.hpp"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "cluster/fixtures.hpp"
#include "cluster/graph/graphs.hpp"
#include "cluster/graph/leiden.hpp"
#include "cluster/graph/neighbors.hpp"

namespace codegrid {
namespace {

FoundCommunities search(const WeightedGraph& graph, const WantedCommunities& wanted) {
  return search_communities(graph, 1, wanted, 1, [](double, std::int64_t) {});
}

std::vector<std::int64_t> sizes_of(const Communities& communities) {
  std::vector<std::int64_t> sizes;
  for (const std::int32_t community : communities) {
    sizes.resize(std::max(sizes.size(), place(community) + 1));
    ++sizes[place(community)];
  }
  return sizes;
}

std::int64_t with_members(const Communities& communities, std::int64_t members) {
  return std::ranges::count_if(sizes_of(communities),
                               [&](std::int64_t size) { return size >= members; });
}

WeightedGraph of_normal_codes() {
  return connect_neighbors(
      find_neighbors(normal({1500, 2}), 10, NeighborSearch::kExact, [](double) {}),
      EdgeWeights::kJaccard);
}

TEST(ResolutionSearch, StaysAtTheResolutionThatGivesEnough) {
  const WeightedGraph graph = ring_of_cliques(10, 6);
  const FoundCommunities found = search(graph, {.count = 10, .members = 6});
  const LeidenResult expected = find_communities(graph, 1, 1);
  EXPECT_EQ(found.resolution, 1);
  EXPECT_EQ(found.communities, expected.communities);
  EXPECT_EQ(found.iterations, std::ssize(expected.records));
  EXPECT_EQ(std::ssize(found.records), found.iterations);
}

TEST(ResolutionSearch, FindsHardlyMoreThanAreWanted) {
  const WeightedGraph graph = of_normal_codes();
  for (const std::int64_t count : {40, 60, 80}) {
    const FoundCommunities found = search(graph, {.count = count, .members = 3});
    const std::int64_t large = with_members(found.communities, 3);
    EXPECT_GE(large, count);
    EXPECT_LE(large, count + count / 4);
    EXPECT_GT(found.resolution, 1);
    EXPECT_EQ(found.records.front().resolution, 1) << "every trial is on record";
    EXPECT_EQ(search(graph, {.count = count, .members = 3}).communities, found.communities);
  }
}

TEST(ResolutionSearch, TakesSmallOnesWhereThereAreNotEnoughOthers) {
  const WeightedGraph graph = ring_of_cliques(8, 4);
  const FoundCommunities found = search(graph, {.count = 20, .members = 4});
  EXPECT_GE(std::ssize(sizes_of(found.communities)), 20);
  EXPECT_EQ(std::ssize(sizes_of(search(graph, {.count = 32, .members = 2}).communities)), 32);
}

TEST(ResolutionSearch, NamesTheResolutionAndTheIterationBeforeEach) {
  std::vector<std::pair<double, std::int64_t>> told;
  const FoundCommunities found = search_communities(
      of_normal_codes(), 0.5, {.count = 30, .members = 3}, 1,
      [&](double resolution, std::int64_t iteration) { told.emplace_back(resolution, iteration); });
  ASSERT_EQ(told.size(), found.records.size());
  for (std::size_t i = 0; i < told.size(); ++i) {
    EXPECT_EQ(told[i].first, found.records[i].resolution);
    EXPECT_EQ(told[i].second, found.records[i].iteration);
  }
  EXPECT_EQ(told.front(), (std::pair<double, std::int64_t>(0.5, 1)));
}

TEST(ResolutionSearch, ChecksItsCaller) {
  EXPECT_THROW(search(ring_of_cliques(2, 3), {.count = 7}), c10::Error);
  EXPECT_THROW(search(ring_of_cliques(2, 3), {.count = 0}), c10::Error);
}

}  // namespace
}  // namespace codegrid
