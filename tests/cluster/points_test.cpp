#include "cluster/points.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include "tensor/random.hpp"

namespace codegrid {
namespace {

at::Tensor normal(at::IntArrayRef shape) {
  return at::randn(shape, make_generator(3, Purpose::kKMeans), at::kFloat);
}

// [M, N] in double, the slow way.
at::Tensor measured_by_hand(const at::Tensor& codes, const at::Tensor& targets) {
  const at::Tensor difference = targets.to(at::kDouble).unsqueeze(1) - codes.to(at::kDouble);
  return difference.square().sum(2);
}

class EveryKindOfPoints : public ::testing::TestWithParam<bool> {
 protected:
  static std::unique_ptr<Points> make(const at::Tensor& codes) {
    return GetParam() ? make_packed_points(codes) : make_tensor_points(codes);
  }
};
INSTANTIATE_TEST_SUITE_P(Points, EveryKindOfPoints, ::testing::Bool(), [](const auto& kind) {
  return kind.param ? std::string("packed") : std::string("tensor");
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

}  // namespace
}  // namespace codegrid
