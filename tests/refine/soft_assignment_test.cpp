#include "refine/soft_assignment.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tensor/random.hpp"

namespace codegrid {
namespace {

at::Tensor normal_numbers(at::IntArrayRef sizes, std::uint64_t seed) {
  return at::randn(sizes, make_generator(seed, Purpose::kKMeans), at::kFloat);
}

TEST(SoftAssignment, IsStudentsTOfTheDistances) {
  const at::Tensor codes = normal_numbers({6, 3}, 1);
  const at::Tensor centroids = normal_numbers({4, 3}, 2);
  const at::Tensor log_q = log_soft_assignments(codes, centroids);
  for (std::int64_t i = 0; i < 6; ++i) {
    double sum = 0;
    std::vector<double> q;
    for (std::int64_t j = 0; j < 4; ++j) {
      double squares = 0;
      for (std::int64_t d = 0; d < 3; ++d)
        squares += std::pow((codes[i][d] - centroids[j][d]).item<double>(), 2);
      q.push_back(1 / (1 + squares));
      sum += q.back();
    }
    for (std::int64_t j = 0; j < 4; ++j) {
      EXPECT_NEAR(std::exp(log_q[i][j].item<double>()), q[static_cast<std::size_t>(j)] / sum, 1e-6);
    }
  }
}

TEST(SoftAssignment, OfACodeOnACentroidAndFarFromAllIsANumber) {
  const at::Tensor centroids = at::tensor({0.F, 1.F}).view({2, 1});
  const at::Tensor log_q = log_soft_assignments(at::tensor({0.F, 1e15F}).view({2, 1}), centroids);
  EXPECT_TRUE(log_q.isfinite().all().item<bool>());
  EXPECT_NEAR(std::exp(log_q[0][0].item<double>()), 2.0 / 3, 1e-6);
  EXPECT_NEAR(std::exp(log_q[1][0].item<double>()), 0.5, 1e-6);
}

TEST(TargetDistribution, FollowsItsFormulaAndFavorsWhatIsSure) {
  const at::Tensor q = at::softmax(normal_numbers({50, 4}, 3), 1);
  const at::Tensor p = target_distribution(q);
  const at::Tensor frequency = q.to(at::kDouble).sum(0);
  for (std::int64_t i = 0; i < 50; ++i) {
    double sum = 0;
    for (std::int64_t j = 0; j < 4; ++j)
      sum += std::pow(q[i][j].item<double>(), 2) / frequency[j].item<double>();
    for (std::int64_t j = 0; j < 4; ++j) {
      EXPECT_NEAR(p[i][j].item<double>(),
                  std::pow(q[i][j].item<double>(), 2) / frequency[j].item<double>() / sum, 1e-6);
    }
  }
  EXPECT_EQ(p.scalar_type(), at::kFloat);
  EXPECT_TRUE(at::allclose(p.sum(1), at::ones({50})));
}

TEST(TargetDistribution, OfAGroupThatNoCodeIsNearIsANumber) {
  const at::Tensor p = target_distribution(at::tensor({1.F, 0.F, 1.F, 0.F}).view({2, 2}));
  EXPECT_TRUE(p.equal(at::tensor({1.F, 0.F, 1.F, 0.F}).view({2, 2})));
}

TEST(KlDivergence, IsNothingOfEqualsAndSkipsWhatHasNoTarget) {
  const at::Tensor q = at::softmax(normal_numbers({5, 3}, 4), 1);
  EXPECT_NEAR(kl_divergence(q, q.log()).item<double>(), 0, 1e-5);
  const at::Tensor p = at::tensor({1.F, 0.F}).view({1, 2});
  const at::Tensor log_q = at::tensor({0.25F, 0.75F}).view({1, 2}).log();
  EXPECT_NEAR(kl_divergence(p, log_q).item<double>(), std::log(4.0), 1e-6);
}

}  // namespace
}  // namespace codegrid
