#include "cluster/assign/neighbor_vote.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "cluster/assign/index_fixtures.hpp"

namespace codegrid {
namespace {

AssignedCode count_votes(const std::vector<IndexedNeighbor>& neighbors, int exponent,
                         std::optional<std::int64_t> own) {
  ClusterVotes votes;
  votes.add(neighbors, exponent);
  return votes.count(own);
}

TEST(CountVotes, WeighsEachNeighborByItsDistance) {
  // Distances 1, 2, 2: the weights are about 1, 1/2, 1/2.
  const std::vector<IndexedNeighbor> neighbors{{1, 0, 4}, {4, 1, 2}, {4, 2, 2}};
  const AssignedCode code = count_votes(neighbors, 0, std::nullopt);
  EXPECT_EQ(code.cluster, 2);  // of a tie but for the tiny part of each weight
  EXPECT_NEAR(code.confidence, 0.5, 1e-5);
  EXPECT_EQ(code.distance, 2);
  EXPECT_EQ(code.next_cluster, 4);
  EXPECT_NEAR(code.next_confidence, 0.5, 1e-5);
  EXPECT_EQ(code.next_distance, 1);
}

TEST(CountVotes, TheSameCodeDecidesAlone) {
  const std::vector<IndexedNeighbor> neighbors{{0, 0, 1}, {1, 1, 0}, {1, 2, 0}, {1, 3, 0}};
  const AssignedCode code = count_votes(neighbors, 0, std::nullopt);
  EXPECT_EQ(code.cluster, 1);
  EXPECT_GT(code.confidence, 0.9999);
}

TEST(CountVotes, WhereAllAreTheSameCodeEachCountsOne) {
  const std::vector<IndexedNeighbor> neighbors{{0, 0, 1}, {0, 1, 1}, {0, 2, 0}, {0, 3, 3}};
  const AssignedCode code = count_votes(neighbors, 0, std::nullopt);
  EXPECT_EQ(code.cluster, 1);
  EXPECT_EQ(code.confidence, 0.5);
  EXPECT_EQ(code.next_cluster, 0);
}

TEST(CountVotes, AKnownClusterStays) {
  const std::vector<IndexedNeighbor> neighbors{{1, 0, 1}, {1, 1, 1}, {1, 2, 0}};
  const AssignedCode code = count_votes(neighbors, 3, 0);
  EXPECT_EQ(code.cluster, 0);
  EXPECT_NEAR(code.confidence, 1.0 / 3, 1e-6);
  EXPECT_EQ(code.distance, 8);  // times 2^3
  EXPECT_EQ(code.next_cluster, 1);
  const AssignedCode far = count_votes(neighbors, 0, 5);
  EXPECT_EQ(far.cluster, 5);
  EXPECT_EQ(far.confidence, 0);
  EXPECT_TRUE(std::isnan(far.distance));
}

TEST(NeighborVote, GivesNewCodesTheClusterAroundThem) {
  const TemporaryFolder folder;
  write_index(folder.path() / "index", grouped_codes(6, 100), groups(6, 100), 6);
  const NeighborVote vote({folder.path() / "index"}, 15, Normalize::kNone);
  const at::Tensor codes = grouped_codes(6, 10);
  const std::vector<std::optional<std::int64_t>> unknown(60);
  const auto assigned = vote.assign(codes, unknown);
  for (std::size_t i = 0; i < 60; ++i) {
    EXPECT_EQ(assigned[i].cluster, static_cast<std::int64_t>(i / 10));
    EXPECT_GT(assigned[i].confidence, 0.99);
  }
}

TEST(NeighborVote, ACodeWithoutADirectionIsInNoCluster) {
  const TemporaryFolder folder;
  write_index(folder.path() / "index", grouped_codes(2, 30), groups(2, 30), 2);
  const std::vector<std::optional<std::int64_t>> unknown(1);
  const NeighborVote unit({folder.path() / "index"}, 15, Normalize::kL2);
  EXPECT_EQ(unit.assign(at::zeros({1, 4}), unknown)[0].cluster, -1);
  const NeighborVote plain({folder.path() / "index"}, 15, Normalize::kNone);
  EXPECT_GE(plain.assign(at::zeros({1, 4}), unknown)[0].cluster, 0);
}

TEST(ClusterVotes, OfSeveralEncodersAreTheMeanShares) {
  ClusterVotes votes;
  votes.add(std::vector<IndexedNeighbor>{{1, 0, 4}, {1, 1, 4}, {1, 2, 4}, {1, 3, 2}}, 0);
  votes.add(std::vector<IndexedNeighbor>{{4, 0, 2}, {4, 1, 2}, {4, 2, 4}, {4, 3, 7}}, 1);
  votes.add({}, 0);  // says nothing
  const AssignedCode code = votes.count(std::nullopt);
  EXPECT_EQ(code.cluster, 4);
  EXPECT_DOUBLE_EQ(code.confidence, (0.75 + 0.25) / 2);
  EXPECT_DOUBLE_EQ(code.distance, (1 + 4) / 2.0);
  EXPECT_EQ(code.next_cluster, 2);
  EXPECT_DOUBLE_EQ(code.next_confidence, (0.25 + 0.5) / 2);
  const AssignedCode own = votes.count(7);
  EXPECT_EQ(own.cluster, 7);
  EXPECT_DOUBLE_EQ(own.confidence, 0.125);
  EXPECT_DOUBLE_EQ(own.distance, 4) << "only one encoder has a neighbor there";
  EXPECT_EQ(own.next_cluster, 4);
}

TEST(ClusterVotes, OfNobodyAreInNoCluster) {
  EXPECT_EQ(ClusterVotes().count(std::nullopt).cluster, -1);
  EXPECT_EQ(ClusterVotes().count(3).cluster, 3);
  EXPECT_TRUE(std::isnan(ClusterVotes().count(3).confidence));
}

TEST(NeighborVote, OfSeveralEncodersTakesTheirCodesSideBySide) {
  const TemporaryFolder folder;
  const at::Tensor one = grouped_codes(6, 100);
  const at::Tensor other = one.slice(1, 0, 3).contiguous() * 1e25;  // in a measure of its own
  write_index(folder.path() / "one", one, groups(6, 100), 6);
  write_index(folder.path() / "other", other, groups(6, 100), 6);
  const NeighborVote vote({folder.path() / "one", folder.path() / "other"}, 15, Normalize::kL2);
  EXPECT_EQ(vote.width(), 7);
  EXPECT_EQ(vote.clusters(), 6);
  at::Tensor codes = grouped_codes(6, 10);
  codes = at::cat({codes, codes.slice(1, 0, 3) * 1e25}, 1);
  codes[7].slice(0, 0, 4).zero_();  // without a direction by the first
  codes[8].slice(0, 4, 7).fill_(NAN);
  codes[9].zero_();
  const auto assigned = vote.assign(codes, std::vector<std::optional<std::int64_t>>(60));
  for (std::size_t i = 0; i < 60; ++i) {
    EXPECT_EQ(assigned[i].cluster, i == 9 ? -1 : static_cast<std::int64_t>(i / 10)) << i;
    if (i != 9) {
      EXPECT_GT(assigned[i].confidence, 0.99);
    }
  }
}

TEST(NeighborVote, RefusesIndicesOfDifferentClusterings) {
  const TemporaryFolder folder;
  write_index(folder.path() / "one", grouped_codes(2, 30), groups(2, 30), 2);
  write_index(folder.path() / "other", grouped_codes(3, 20), groups(3, 20), 3);
  const std::string one = folder.path() / "one";
  const std::string other = folder.path() / "other";
  EXPECT_EQ(error_of([&] {
              NeighborVote({one, other}, 15, Normalize::kNone);
            }).what(),
            other + ": of 3 clusters, but " + one +
                " is of 2; they are not of one clustering: group the runs again");
}

TEST(CountVotes, NeighborsInNoClusterMaySayThatItIsInNone) {
  const std::vector<IndexedNeighbor> neighbors{{1, 0, -1}, {1, 1, -1}, {1, 2, 3}, {1, 3, -1}};
  const AssignedCode code = count_votes(neighbors, 0, std::nullopt);
  EXPECT_EQ(code.cluster, -1);
  EXPECT_DOUBLE_EQ(code.confidence, 0.75);
  EXPECT_TRUE(std::isnan(code.distance));
  EXPECT_EQ(code.next_cluster, 3);
  EXPECT_DOUBLE_EQ(code.next_confidence, 0.25);
  EXPECT_EQ(code.next_distance, 1);
  const AssignedCode known = count_votes(neighbors, 0, 3);
  EXPECT_EQ(known.cluster, 3);
  EXPECT_DOUBLE_EQ(known.confidence, 0.25);
  EXPECT_EQ(known.next_cluster, -1) << "there is no other cluster";
}

}  // namespace
}  // namespace codegrid
