#include "cluster/graph/joint_neighbors.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "cluster/fixtures.hpp"

namespace codegrid {
namespace {

std::vector<NeighborLists> find_joint(const CodeSets& sets, std::vector<double>* shares = nullptr) {
  return find_joint_neighbors(
      sets, 5, NeighborSearch::kExact,
      [&](double done) {
        if (shares != nullptr) shares->push_back(done);
      },
      "graph");
}

TEST(JointNeighbors, AreThoseOfEachEncoder) {
  const at::Tensor one = normal({300, 3}, 1);
  const at::Tensor other = normal({300, 7}, 2);
  std::vector<double> shares;
  const auto lists = find_joint(CodeSets({{one}, {other}}), &shares);
  ASSERT_EQ(lists.size(), 2U);
  const auto alone = find_neighbors(other, 5, NeighborSearch::kExact, [](double) {});
  EXPECT_TRUE(lists[1].indices.equal(alone.indices));
  EXPECT_TRUE(lists[1].distances.equal(alone.distances));
  EXPECT_TRUE(std::ranges::is_sorted(shares));
  EXPECT_EQ(shares.front(), 0);
  EXPECT_GE(shares.back(), 0.5);
  EXPECT_LT(shares.back(), 1);
}

TEST(JointNeighbors, OfWhatTakesNoPartAreNone) {
  const at::Tensor codes = normal({40, 3}) * 1e-30;  // in a measure of their own
  const at::Tensor rows = at::arange(4, 40, at::kLong);
  const auto lists = find_joint(CodeSets({{codes, rows}}));
  const auto alone = find_neighbors(codes.slice(0, 4), 5, NeighborSearch::kExact, [](double) {});
  EXPECT_EQ(lists[0].count(), 40);
  EXPECT_EQ(lists[0].exponent, alone.exponent);
  EXPECT_TRUE(lists[0].indices.slice(0, 4).equal(alone.indices + 4));
  EXPECT_TRUE(lists[0].distances.slice(0, 4).equal(alone.distances));
  EXPECT_TRUE(lists[0].indices.slice(0, 0, 4).eq(-1).all().item<bool>());
  EXPECT_TRUE(lists[0].distances.slice(0, 0, 4).isinf().all().item<bool>());
}

TEST(JointNeighbors, ThatAreSharedAreFoundOnce) {
  const CodeSets codes(normal({60, 3}));
  SharedNeighbors shared;
  int shares = 0;
  const auto find = [&](const CodeSets& sets, std::int64_t n) -> const NeighborLists& {
    return shared
        .find(
            sets, n, NeighborSearch::kExact, [&](double) { ++shares; }, "graph")
        .front();
  };
  EXPECT_TRUE(find(codes, 5).indices.equal(find_joint(codes)[0].indices));
  EXPECT_GT(shares, 0);
  shares = 0;
  EXPECT_TRUE(find(codes, 5).indices.equal(find_joint(codes)[0].indices));
  EXPECT_EQ(shares, 0);
  EXPECT_THROW(find(codes, 6), c10::Error);
  EXPECT_THROW(find(CodeSets(normal({61, 3})), 5), c10::Error);
}

}  // namespace
}  // namespace codegrid
