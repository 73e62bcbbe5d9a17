#include "cluster/kmeans/points.hpp"

#include <ATen/Context.h>
#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include "cluster/fixtures.hpp"
#include "support/threads.hpp"

namespace codegrid {
namespace {

// [M, N] in double, the slow way.
at::Tensor measured_by_hand(const at::Tensor& codes, const at::Tensor& targets) {
  const at::Tensor difference = targets.to(at::kDouble).unsqueeze(1) - codes.to(at::kDouble);
  return difference.square().sum(2);
}

class EveryKindOfPoints : public ::testing::TestWithParam<bool> {
 protected:
  static std::unique_ptr<Points> make(const at::Tensor& codes) {
    return GetParam() ? make_row_points(codes) : make_tensor_points(codes);
  }
};
INSTANTIATE_TEST_SUITE_P(Points, EveryKindOfPoints, ::testing::Bool(), [](const auto& kind) {
  return kind.param ? std::string("rows") : std::string("tensor");
});

TEST_P(EveryKindOfPoints, MeasuresWhatTheSlowWayMeasures) {
  for (const std::int64_t count : {1, 15, 16, 17, 2100}) {
    for (const std::int64_t width : {1, 2, 36}) {
      for (const std::int64_t targets : {1, 4, 5, 6, 13}) {
        const at::Tensor codes = normal({count, width});
        const at::Tensor to = normal({targets, width}) + 1;
        const at::Tensor squared = make(codes)->measure(to);
        ASSERT_EQ(squared.sizes(), (std::vector<std::int64_t>{targets, count}));
        ASSERT_TRUE(at::allclose(squared.to(at::kDouble), measured_by_hand(codes, to), 1e-5, 1e-6));
      }
    }
  }
}

TEST_P(EveryKindOfPoints, MeasuresFarFromTheOriginWithoutCancellation) {
  const at::Tensor codes = normal({40, 8}) + 1e4F;
  EXPECT_TRUE(at::equal(make(codes)->measure(codes).diagonal(), at::zeros({40})));
  EXPECT_TRUE(at::allclose(make(codes)->measure(codes).to(at::kDouble),
                           measured_by_hand(codes, codes), 1e-5, 0));
}

TEST_P(EveryKindOfPoints, KeepsThePartitionInStepOverManyAssignments) {
  const at::Tensor codes = normal({5000, 7});
  const auto points = make(codes);
  Partition partition = points->unassigned(11);
  for (int round = 0; round < 4; ++round) {
    const at::Tensor centroids = codes.slice(0, 20 * round, 20 * round + 11).clone();
    const at::Tensor before = partition.labels.clone();
    points->assign(centroids, partition);
    const auto [least, index] = measured_by_hand(codes, centroids).min(0);
    EXPECT_TRUE(at::equal(partition.labels.to(at::kLong), index));
    EXPECT_TRUE(at::allclose(partition.squared.to(at::kDouble), least, 1e-5, 1e-6));
    EXPECT_NEAR(partition.inertia, least.sum().item<double>(), 1e-5 * partition.inertia);
    EXPECT_EQ(partition.changed, partition.labels.ne(before).sum().item<std::int64_t>());
    const at::Tensor members = at::one_hot(index, 11).to(at::kDouble);
    EXPECT_TRUE(at::equal(partition.counts, members.sum(0).to(at::kLong)));
    EXPECT_TRUE(at::allclose(partition.sums, members.t().mm(codes.to(at::kDouble)), 1e-12, 1e-10));
  }
}

TEST_P(EveryKindOfPoints, GiveTiesToTheFirstCentroid) {
  const auto points = make(at::zeros({20, 3}));
  Partition partition = points->unassigned(7);
  points->assign(at::ones({7, 3}), partition);
  EXPECT_TRUE(at::equal(partition.labels, at::zeros({20}, at::kInt)));
}

// [N, D] around `centers` places, `spread` apart.
at::Tensor blobs(std::int64_t count, std::int64_t width, std::int64_t centers, float spread) {
  const at::Tensor places = spread * normal({centers, width}, 8);
  return places.repeat({count / centers, 1}) + normal({count / centers * centers, width}, 9);
}

// The centroids' means after an assignment; those without members stay.
at::Tensor moved(const Partition& partition, const at::Tensor& centroids) {
  const at::Tensor counts = partition.counts.unsqueeze(1);
  return at::where(counts.gt(0), partition.sums / counts.clamp_min(1), centroids.to(at::kDouble))
      .to(at::kFloat);
}

struct Case {
  const char* name;
  at::Tensor codes;
  std::int64_t k;
};

std::vector<Case> cases() {
  at::Tensor twins = blobs(2000, 5, 20, 2);
  twins = at::cat({twins, twins, at::zeros({100, 5})});
  return {{"one group", blobs(3000, 36, 10, 1), 10},
          {"a full group", blobs(3000, 36, 10, 1), 16},
          {"a group and one", blobs(3000, 36, 10, 1), 17},
          {"many groups", blobs(4000, 36, 50, 2), 100},
          {"wide", blobs(1000, 784, 20, 0.2F), 40},
          {"narrow", blobs(5000, 2, 40, 5), 64},
          {"one vector and a rest", blobs(3000, 20, 40, 3), 40},
          {"far from the origin", blobs(2000, 8, 20, 1) + 1e4F, 50},
          {"equal points", twins, 70},
          {"hardly above zero", 1e-19F * blobs(2000, 8, 20, 3), 40},
          {"below what is squared", 1e-25F * blobs(500, 8, 20, 3), 20},
          {"nearly too far to be squared", 2e18F * blobs(1000, 3, 20, 1), 20},
          {"too far to be squared", 1e25F * blobs(500, 8, 20, 3), 20}};
}

// How the programs compute, and how others do: numbers below 1e-38 are 0, or not.
class EveryKindOfNumbers : public ::testing::TestWithParam<bool> {
 protected:
  EveryKindOfNumbers() { at::globalContext().setFlushDenormal(GetParam()); }
  ~EveryKindOfNumbers() override { at::globalContext().setFlushDenormal(false); }
};
INSTANTIATE_TEST_SUITE_P(RowPoints, EveryKindOfNumbers, ::testing::Bool());

TEST_P(EveryKindOfNumbers, HaveTheLabelsOfTakingEveryDistanceInEveryIteration) {
  const ThreadsFor one_thread(1);  // the flag is a thread's own
  for (const Case& one : cases()) {
    for (const std::int64_t bounds : {std::int64_t{1} << 28, 3 * one.codes.size(0)}) {
      const auto points = make_row_points(one.codes, bounds);
      const std::int64_t step = one.codes.size(0) / one.k;
      at::Tensor centroids = one.codes.slice(0, 0, step * one.k, step).clone();
      Partition partition = points->unassigned(one.k);
      for (int iteration = 0; iteration < 12; ++iteration) {
        if (iteration == 6) centroids[one.k / 2] = one.codes[1];  // as an empty cluster's is moved
        points->assign(centroids, partition);
        const auto [least, index] = points->measure(centroids).min(0);
        ASSERT_TRUE(at::equal(partition.labels.to(at::kLong), index))
            << one.name << ", iteration " << iteration << ", bounds " << bounds;
        ASSERT_TRUE(at::equal(partition.squared, least)) << one.name;
        centroids = moved(partition, centroids);
      }
    }
  }
}

TEST(RowPoints, LookAgainAtWhatWasTooFarToBeSquared) {
  const float far = 9.5e18F;
  const auto points = make_row_points(at::tensor({-far, far}).unsqueeze(1));
  Partition partition = points->unassigned(2);
  points->assign(at::tensor({-far, far}).unsqueeze(1), partition);
  points->assign(at::tensor({far / 2, -far}).unsqueeze(1), partition);
  EXPECT_TRUE(at::equal(partition.labels, at::tensor({1, 0}, at::kInt)));
}

TEST(RowPoints, TakeCodesOfAnyStrides) {
  const at::Tensor codes = normal({50, 9});
  const at::Tensor targets = normal({3, 4}, 4);
  EXPECT_TRUE(at::equal(make_row_points(codes.slice(1, 2, 6))->measure(targets),
                        make_row_points(codes.slice(1, 2, 6).contiguous())->measure(targets)));
}

TEST(RowPoints, TakeAPassOverAllCentroidsOnceAndFewDistancesAfterIt) {
  const at::Tensor codes = blobs(8000, 16, 40, 3);
  const auto points = make_row_points(codes);
  at::Tensor centroids = codes.slice(0, 0, 80).clone();
  Partition partition = points->unassigned(80);
  points->assign(centroids, partition);
  EXPECT_EQ(partition.scored, 8000 * 80);
  for (int iteration = 0; iteration < 15; ++iteration) {
    centroids = moved(partition, centroids);
    points->assign(centroids, partition);
  }
  EXPECT_LT(partition.scored, 8000 * 80 / 8);
  points->assign(centroids, partition);
  EXPECT_LE(partition.scored, 8000 * 80 / 8) << "centroids that stay need no new pass";
}

TEST(RowPoints, SkipDistancesWithBoundsThatGroupsShare) {
  const at::Tensor codes = blobs(8000, 16, 40, 3);
  const auto points = make_row_points(codes, 3 * 8000);
  at::Tensor centroids = codes.slice(0, 0, 160).clone();
  Partition partition = points->unassigned(160);
  for (int iteration = 0; iteration < 15; ++iteration) {
    points->assign(centroids, partition);
    centroids = moved(partition, centroids);
  }
  EXPECT_LT(partition.scored, 8000 * 160 / 2);
}

TEST_P(EveryKindOfPoints, LowersTheNearestByEachTargetAndAddsItUp) {
  const at::Tensor codes = normal({3000, 6});
  const at::Tensor nearest = normal({3000}, 5).abs() * 10;
  const at::Tensor targets = normal({4, 6}, 6);
  const auto points = make(codes);
  CandidateDistances candidates;
  points->with_candidates(normal({4, 6}, 7), nearest, candidates);  // what it holds is written over
  points->with_candidates(targets, nearest, candidates);
  const at::Tensor expected =
      at::minimum(measured_by_hand(codes, targets), nearest.to(at::kDouble));
  EXPECT_TRUE(at::allclose(candidates.nearest.to(at::kDouble), expected, 1e-5, 1e-6));
  EXPECT_TRUE(at::allclose(candidates.sums, expected.sum(1), 1e-6, 0));
}

TEST_P(EveryKindOfPoints, KnowsTheMeanOfTheColumnsVariances) {
  const at::Tensor codes = normal({2500, 7}) * 3 + 100;
  const auto expected = at::var(codes.to(at::kDouble), at::IntArrayRef{0}, 0).mean().item<double>();
  EXPECT_NEAR(make(codes)->variance(), expected, 1e-5 * expected);
}

}  // namespace
}  // namespace codegrid
