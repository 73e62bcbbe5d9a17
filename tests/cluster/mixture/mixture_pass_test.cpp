#include "cluster/mixture/mixture_pass.hpp"

#include <gtest/gtest.h>

#include "cluster/fixtures.hpp"
#include "cluster/mixture/models.hpp"
#include "support/threads.hpp"

namespace codegrid {
namespace {

// Three components of `width` values, for codes of any mean and deviation.
MixtureModel wide_model(CovarianceKind kind, std::int64_t width) {
  const at::Tensor factors = normal({3, width, width}, 8).to(at::kDouble);
  const at::Tensor full = at::bmm(factors, factors.transpose(1, 2)) + at::eye(width, at::kDouble);
  return model_of({0.2, 0.3, 0.5}, normal({3, width}, 9),
                  kind == CovarianceKind::kFull ? full : full.diagonal(0, 1, 2));
}

TEST(MixturePass, TakesEveryCodeWhateverTheRoundsAre) {
  for (const std::int64_t count : {5, 64, 4099, 9000}) {  // less than a tile, to several rounds
    const at::Tensor codes = normal({count, 5}) * 3 + 1;
    const ColumnMoments columns = measure_columns(codes);
    const ColumnScale scale(columns);
    for (const CovarianceKind kind : {CovarianceKind::kFull, CovarianceKind::kDiagonal}) {
      const MixtureModel model = wide_model(kind, 5);
      const at::Tensor scaled = (codes.to(at::kDouble) - columns.means) / columns.scales;
      const at::Tensor logs = log_densities_of(model, scaled);
      const double expected =
          at::logsumexp(logs, 1).mean().item<double>() - columns.scales.log().sum().item<double>();
      const Densities densities(model);
      MixturePass pass(codes, scale, 3);
      Moments moments(kind, 3, 5);
      EXPECT_NEAR(pass.collect(densities, moments), expected, 1e-9);
      const at::Tensor shares = at::softmax(logs, 1);
      const MixtureModel next = moments.maximize(model, 1e-6);
      EXPECT_TRUE(at::allclose(next.weights, shares.mean(0), 1e-6, 1e-9));
      const MixtureLabels labels = pass.label(densities);
      EXPECT_NEAR(labels.mean_log_likelihood, expected, 1e-9);
      EXPECT_TRUE(at::equal(labels.assignments, shares.argmax(1)));
      EXPECT_TRUE(
          at::allclose(labels.probabilities.to(at::kDouble), std::get<0>(shares.max(1)), 1e-6));
    }
  }
}

TEST(MixturePass, CollectsTheMembersOfClusters) {
  const at::Tensor codes = normal({5000, 3});
  const ColumnScale scale(measure_columns(codes));
  const at::Tensor clusters = at::arange(5000) % 2;
  MixturePass pass(codes, scale, 2);
  Moments moments(CovarianceKind::kDiagonal, 2, 3);
  pass.collect(clusters, moments);
  const MixtureModel found =
      moments.maximize(model_of({0.5, 0.5}, at::zeros({2, 3}), at::ones({2, 3})), 1e-6);
  EXPECT_TRUE(at::equal(found.weights, at::full({2}, 0.5, at::kDouble)));
  const at::Tensor even = codes.slice(0, 0, 5000, 2).to(at::kDouble).mean(0).to(at::kFloat);
  EXPECT_TRUE(at::allclose(scale.restore(found.means)[0], even, 1e-5, 1e-7));
}

TEST(MixturePass, GivesTheSameBitsOnAnyNumberOfThreads) {
  const at::Tensor codes = normal({6000, 9});
  const ColumnScale scale(measure_columns(codes));
  for (const CovarianceKind kind : {CovarianceKind::kFull, CovarianceKind::kDiagonal}) {
    const MixtureModel model = wide_model(kind, 9);
    const auto on_threads = [&](int threads) {
      const ThreadsFor some(threads);
      MixturePass pass(codes, scale, 3);
      Moments moments(kind, 3, 9);
      const double likelihood = pass.collect(Densities(model), moments);
      return std::pair(likelihood, moments.maximize(model, 1e-6));
    };
    const auto [likelihood, first] = on_threads(1);
    for (const int threads : {2, 3}) {
      const auto [other_likelihood, other] = on_threads(threads);
      EXPECT_EQ(other_likelihood, likelihood);
      EXPECT_TRUE(at::equal(other.means, first.means));
      EXPECT_TRUE(at::equal(other.covariances, first.covariances));
    }
  }
}

}  // namespace
}  // namespace codegrid
