#include "cluster/measures/trust.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include <cmath>

#include "cluster/fixtures.hpp"
#include "support/threads.hpp"

namespace codegrid {
namespace {

// `each` codes around each of `k` axes, one group after the other.
at::Tensor codes_around_axes(std::int64_t k, std::int64_t each, double spread = 0.05) {
  const at::Tensor axes = at::eye(k, at::kFloat).repeat_interleave(each, 0);
  return axes + spread * normal({k * each, k});
}

at::Tensor groups_of(std::int64_t k, std::int64_t each) {
  return at::arange(k, at::kLong).repeat_interleave(each);
}

Trust trust_of(const std::vector<at::Tensor>& codes, const at::Tensor& groups, std::int64_t k,
               const TrustOptions& options = {}) {
  return measure_trust(codes, groups, k, make_generator(1, Purpose::kTrust), {}, options);
}

TEST(Trust, IsWholeWhereGroupsLieApart) {
  const Trust trust = trust_of({codes_around_axes(3, 100)}, groups_of(3, 100), 3);
  EXPECT_EQ(trust.neighbors, 15);
  EXPECT_EQ(trust.looked_at, 300);
  EXPECT_EQ(trust.neighbors_agree, 1);
  EXPECT_EQ(trust.all_agree, 1);
  EXPECT_EQ(trust.above_chance, 1);
  EXPECT_DOUBLE_EQ(trust.by_chance, 1.0 / 3);
  ASSERT_EQ(trust.groups.size(), 3U);
  for (const GroupTrust& group : trust.groups) {
    EXPECT_EQ(group.looked_at, 100);
    EXPECT_EQ(group.neighbors_agree, 1);
    EXPECT_EQ(group.overlaps, -1);
    EXPECT_GT(group.halves.conductance, 0.05);
  }
}

TEST(Trust, WithoutHalvesSaysTheSameOfNeighbors) {
  TrustOptions without;
  without.most_groups = 0;
  const std::vector<at::Tensor> codes{normal({700, 5})};
  const at::Tensor groups = at::randint(3, {700}, make_generator(5, Purpose::kKMeans), at::kLong);
  const Trust all = trust_of(codes, groups, 3);
  const Trust some = trust_of(codes, groups, 3, without);
  EXPECT_EQ(some.neighbors_agree, all.neighbors_agree);
  EXPECT_EQ(some.by_chance, all.by_chance);
  EXPECT_TRUE(std::isnan(some.groups[0].halves.conductance));
}

TEST(Trust, IsNoneAboveChanceWhereGroupsAreDrawnByLot) {
  const at::Tensor groups = at::randint(4, {1200}, make_generator(5, Purpose::kKMeans), at::kLong);
  const Trust trust = trust_of({normal({1200, 6})}, groups, 4);
  EXPECT_NEAR(trust.neighbors_agree, 0.25, 0.02);
  EXPECT_NEAR(trust.above_chance, 0, 0.03);
  EXPECT_NEAR(trust.by_chance, 0.25, 0.01);
  EXPECT_LT(trust.all_agree, 0.01);
}

TEST(Trust, NamesTheGroupThatAnotherRunsInto) {
  // The second half of group 0 lies where group 2 is.
  const at::Tensor codes = codes_around_axes(3, 80);
  const at::Tensor groups = groups_of(3, 80);
  codes.slice(0, 40, 80).copy_(codes.slice(0, 160, 200) + 0.01);
  const Trust trust = trust_of({codes}, groups, 3);
  EXPECT_EQ(trust.groups[0].overlaps, 2);
  EXPECT_GT(trust.groups[0].overlap, 0.2);
  EXPECT_NEAR(trust.groups[0].overlap + trust.groups[0].neighbors_agree, 1, 1e-9);
  EXPECT_EQ(trust.groups[1].overlaps, -1);
  EXPECT_EQ(trust.groups[1].neighbors_agree, 1);
  EXPECT_EQ(trust.groups[0].halves.conductance, 0) << "its halves lie apart";
  EXPECT_EQ(trust.groups[0].halves.lesser, 0.5);
}

TEST(Trust, CountsWhatIsInNoGroupAsDisagreeing) {
  const at::Tensor groups = groups_of(2, 100);
  groups.slice(0, 0, 50).fill_(-1);
  const Trust trust = trust_of({codes_around_axes(2, 100)}, groups, 2);
  EXPECT_EQ(trust.looked_at, 150);
  EXPECT_EQ(trust.groups[1].neighbors_agree, 1);
  EXPECT_LT(trust.groups[0].neighbors_agree, 0.7);
  EXPECT_EQ(trust.groups[0].overlaps, -1) << "no group is none to overlap with";
  EXPECT_NEAR(trust.neighbors_agree, (50 * trust.groups[0].neighbors_agree + 100) / 200, 1e-12);
  EXPECT_NEAR(trust.groups_agree, 0.75 * (trust.groups[0].neighbors_agree + 1) / 2, 1e-12);
}

TEST(Trust, IsTheMeanOverEncodersAndAllAgreeByEach) {
  const at::Tensor good = codes_around_axes(2, 100);
  const at::Tensor bad = normal({200, 5}, 9);
  const at::Tensor groups = groups_of(2, 100);
  const Trust by_good = trust_of({good}, groups, 2);
  const Trust by_bad = trust_of({bad}, groups, 2);
  const Trust by_both = trust_of({good, bad}, groups, 2);
  EXPECT_NEAR(by_both.neighbors_agree, (by_good.neighbors_agree + by_bad.neighbors_agree) / 2,
              1e-12);
  EXPECT_EQ(by_both.all_agree, by_bad.all_agree);
  EXPECT_EQ(by_both.groups[0].overlaps, 1);
}

TEST(Trust, DoesWithoutDirectionsAndWithFewCodes) {
  const Trust none = trust_of({at::zeros({5, 3})}, longs({0, 0, 1, 1, 1}), 2);
  EXPECT_EQ(none.looked_at, 0);
  EXPECT_TRUE(std::isnan(none.neighbors_agree));
  EXPECT_DOUBLE_EQ(none.by_chance, 0.4 * 0.4 + 0.6 * 0.6);
  const Trust one = trust_of({at::ones({1, 3})}, longs({0}), 1);
  EXPECT_TRUE(std::isnan(one.neighbors_agree));
  const Trust two = trust_of({at::ones({2, 3})}, longs({0, 0}), 1);
  EXPECT_EQ(two.neighbors_agree, 1);
  EXPECT_TRUE(std::isnan(two.above_chance)) << "one group says nothing";
  EXPECT_EQ(two.by_chance, 1);
  EXPECT_TRUE(std::isnan(two.groups[0].halves.conductance));
}

TEST(Trust, OfAnEmptyGroupIsNotDefined) {
  const Trust trust = trust_of({codes_around_axes(2, 20)}, groups_of(2, 20), 3);
  EXPECT_EQ(trust.groups[2].looked_at, 0);
  EXPECT_TRUE(std::isnan(trust.groups[2].neighbors_agree));
  EXPECT_EQ(trust.neighbors_agree, 1);
}

TEST(Trust, LooksAtSomeOfManyAndAtOneOfEachGroupAtLeast) {
  TrustOptions few;
  few.most_codes = 150;
  few.most_queries = 30;
  few.most_members = 70;
  const Trust trust = trust_of({codes_around_axes(3, 100)}, groups_of(3, 100), 3, few);
  EXPECT_EQ(trust.looked_at, 30);
  EXPECT_EQ(trust.neighbors_agree, 1);
  EXPECT_FALSE(std::isnan(trust.groups[1].halves.conductance));
  few.most_queries = 1;
  EXPECT_EQ(trust_of({codes_around_axes(3, 100)}, groups_of(3, 100), 3, few).looked_at, 3);
}

TEST(Trust, IsTheSameOnAnyNumberOfThreadsAndUnderAnyLengthOfCodes) {
  const at::Tensor codes = normal({700, 5});
  const at::Tensor groups = at::randint(3, {700}, make_generator(5, Purpose::kKMeans), at::kLong);
  const Trust expected = trust_of({codes}, groups, 3);
  const auto expect_same = [&](const Trust& trust) {
    EXPECT_EQ(trust.neighbors_agree, expected.neighbors_agree);
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_EQ(trust.groups[i].all_agree, expected.groups[i].all_agree);
      EXPECT_EQ(trust.groups[i].halves.conductance, expected.groups[i].halves.conductance);
    }
  };
  expect_same(trust_of({codes * 0x1p-100F}, groups, 3));
  const ThreadsFor one(1);
  expect_same(trust_of({codes}, groups, 3));
}

}  // namespace
}  // namespace codegrid
