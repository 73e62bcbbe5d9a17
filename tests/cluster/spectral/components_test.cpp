#include "cluster/spectral/components.hpp"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include "cluster/fixtures.hpp"
#include "cluster/graph/graphs.hpp"

namespace codegrid {
namespace {

// {0}, {1, 4, 5}, {2, 3}
WeightedGraph three_parts() { return make_graph(6, {{1, 4}, {2, 3, 0.5F}, {4, 5, 0.25F}}); }

TEST(Components, AreNumberedBySizeTheLargestFirst) {
  const Components found = find_components(three_parts());
  EXPECT_EQ(found.of, (Communities{2, 0, 1, 1, 0, 0}));
  EXPECT_EQ(found.sizes, (std::vector<std::int64_t>{3, 2, 1}));
  EXPECT_EQ(find_components(ring_of_cliques(5, 4)).count(), 1);
  EXPECT_EQ(find_components(make_graph(3, {})).count(), 3);
}

TEST(Components, OfWhichTheSmallAreNotMain) {
  EXPECT_EQ(count_main_components({1000}, 10), 1);
  EXPECT_EQ(count_main_components({500, 300, 200}, 10), 3);
  EXPECT_EQ(count_main_components({970, 30}, 10), 2) << "a quarter of N / k is 25";
  EXPECT_EQ(count_main_components({980, 20}, 10), 1);
  EXPECT_EQ(count_main_components({400, 300, 200, 100}, 3), 3) << "no more than k";
  EXPECT_EQ(count_main_components(std::vector<std::int64_t>(100, 10), 10), 10)
      << "all of them small: there is nothing larger";
  EXPECT_EQ(count_main_components({850, 20, 20, 20, 20, 20, 20, 15, 15}, 10), 4)
      << "until nine tenths are among them";
  EXPECT_EQ(count_main_components({5, 4, 3}, 1), 3) << "nothing is told apart";
}

TEST(Components, TakenApartAreAGraphWithTheirEdgesAndStrengths) {
  const WeightedGraph graph = three_parts();
  const GraphPart part = take_components(graph, find_components(graph), 2);
  EXPECT_EQ(part.nodes, (std::vector<std::int32_t>{1, 2, 3, 4, 5}));
  EXPECT_EQ(part.graph.nodes(), 5);
  EXPECT_EQ(part.graph.strengths, (std::vector<double>{1, 0.5, 0.5, 1.25, 0.25}));
  EXPECT_EQ(part.graph.total, graph.total);
  ASSERT_EQ(part.graph.row(3).size(), 2U);  // node 4: to 1, and to 5
  EXPECT_EQ(part.graph.row(3)[0].to, 0);
  EXPECT_EQ(part.graph.row(3)[1].to, 4);
  EXPECT_EQ(part.graph.row(3)[1].weight, 0.25F);
}

TEST(Components, ThatAreLeftOutJoinTheGroupWithTheNearestMeanAsAWhole) {
  const Components components = find_components(three_parts());
  const at::Tensor codes = at::tensor({7.F, 0.F, 3.F, 9.F, 1.F, 8.F}).unsqueeze(1);
  Communities groups{-1, 0, -1, -1, 0, 1};  // means 0.5 and 8
  join_nearest_groups(codes, components, 1, groups);
  EXPECT_EQ(groups, (Communities{1, 0, 1, 1, 0, 1})) << "2 and 3, with a mean of 6, together";
  Communities complete{0, 1, 0, 0, 1, 1};
  join_nearest_groups(codes, components, 3, complete);
  EXPECT_EQ(complete, (Communities{0, 1, 0, 0, 1, 1}));
}

TEST(Components, JoinNoGroupWithoutMembersAndTheFirstOfTwoEquallyNear) {
  const Components components = find_components(three_parts());
  const at::Tensor codes = at::tensor({4.F, 0.F, 4.F, 4.F, 0.F, 8.F}).unsqueeze(1);
  Communities groups{-1, 1, -1, -1, 1, 3};  // 0 and 2 have none
  join_nearest_groups(codes, components, 1, groups);
  EXPECT_EQ(groups, (Communities{1, 1, 1, 1, 1, 3}));
}

}  // namespace
}  // namespace codegrid
