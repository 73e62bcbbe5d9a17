#include "cluster/mixture/gaussian_mixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "cluster/fixtures.hpp"
#include "cluster/kmeans/kmeans.hpp"
#include "cluster/mixture/models.hpp"
#include "support/fixtures.hpp"
#include "support/threads.hpp"

namespace codegrid {
namespace {

at::Generator mixture_generator() { return make_generator(1, Purpose::kKMeans); }

MixtureClusters mixture_of(const at::Tensor& codes, const MixtureOptions& options) {
  return gaussian_mixture(codes, options, mixture_generator());
}

// Three long, narrow groups side by side, which k-means cuts across; `each` codes in each.
at::Tensor three_cigars(std::int64_t each) {
  const at::Tensor places = at::tensor({0.F, 0.F, 0.F, 4.F, 0.F, 8.F}).view({3, 2});
  return normal({3 * each, 2}) * at::tensor({10.F, 0.5F}) + places.repeat_interleave(each, 0);
}

std::string mixture_refusal(const at::Tensor& codes, const MixtureOptions& options) {
  const Error error = error_of([&] { mixture_of(codes, options); });
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  return error.what();
}

// Codes that are in the same cluster in one of two results are so in the other.
bool same_groups(const at::Tensor& a, const at::Tensor& b) {
  const auto pairs = [](const at::Tensor& one) { return one.unsqueeze(0).eq(one.unsqueeze(1)); };
  return at::equal(pairs(a), pairs(b));
}

TEST(GaussianMixture, OfOneComponentIsTheMeanAndTheCovarianceOfAllCodes) {
  const at::Tensor codes = normal({200, 3}).mm(normal({3, 3}, 5)) + 7;
  const MixtureClusters found = mixture_of(codes, {.k = 1});
  EXPECT_TRUE(found.converged);
  EXPECT_EQ(found.iterations, 2);
  const at::Tensor wide = codes.to(at::kDouble);
  EXPECT_TRUE(at::allclose(found.means[0].to(at::kDouble), wide.mean(0), 1e-6));
  const at::Tensor apart = wide - wide.mean(0);
  const at::Tensor covariance = apart.t().mm(apart) / 200;
  const at::Tensor scales = found.model.column_scales;
  EXPECT_TRUE(
      at::allclose(found.model.covariances[0] * scales * scales.unsqueeze(1), covariance, 1e-5));
  // Of a normal distribution of its own mean and covariance: -(d log 2 pi + log det + d) / 2.
  const double expected =
      -0.5 * (3 * std::log(2 * std::numbers::pi) + at::logdet(covariance).item<double>() + 3);
  EXPECT_NEAR(found.mean_log_likelihood, expected, 1e-4);
  EXPECT_NEAR(found.bic, -2 * 200 * found.mean_log_likelihood + 9 * std::log(200), 1e-9);
  EXPECT_TRUE(at::equal(found.probabilities, at::ones({200})));
}

// Expectation and maximization as the formulas have them, on standardized codes.
MixtureModel by_the_formulas(const at::Tensor& codes, const MixtureOptions& options) {
  const KMeansResult start =
      kmeans(codes.to(at::kFloat), {.k = options.k, .n_init = options.n_init}, mixture_generator());
  const at::Tensor scaled = (codes - codes.mean(0)) / codes.var(0, false).sqrt();
  at::Tensor shares = at::one_hot(start.assignments, options.k).to(at::kDouble);
  MixtureModel model;
  for (std::int64_t i = 0; i <= options.max_iter; ++i) {
    std::vector<at::Tensor> means;
    std::vector<at::Tensor> covariances;
    for (std::int64_t j = 0; j < options.k; ++j) {
      const at::Tensor share = shares.slice(1, j, j + 1) / shares.select(1, j).sum();
      means.push_back((share * scaled).sum(0));
      const at::Tensor apart = scaled - means.back();
      const at::Tensor covariance = apart.t().mm(share * apart) +
                                    options.regularization * at::eye(codes.size(1), at::kDouble);
      covariances.push_back(options.covariance == CovarianceKind::kFull ? covariance
                                                                        : covariance.diagonal());
    }
    model = model_of({}, at::stack(means), at::stack(covariances));
    model.weights = shares.mean(0);
    shares = at::softmax(log_densities_of(model, scaled), 1);
  }
  return model;
}

TEST(GaussianMixture, DoesWhatTheFormulasSay) {
  const at::Tensor codes = three_cigars(60);
  for (const CovarianceKind kind : {CovarianceKind::kFull, CovarianceKind::kDiagonal}) {
    const MixtureOptions options{
        .k = 3, .covariance = kind, .n_init = 2, .max_iter = 6, .tol = 0, .regularization = 1e-4};
    const MixtureClusters found = mixture_of(codes, options);
    const MixtureModel expected = by_the_formulas(codes.to(at::kDouble), options);
    EXPECT_TRUE(at::allclose(found.model.weights, expected.weights, 1e-6));
    EXPECT_TRUE(at::allclose(found.model.means, expected.means, 1e-6, 1e-9));
    EXPECT_TRUE(at::allclose(found.model.covariances, expected.covariances, 1e-6, 1e-9));
  }
}

TEST(GaussianMixture, FindsGroupsThatAreLongerThanApart) {
  const at::Tensor codes = three_cigars(200);
  const at::Tensor planted = at::arange(3).repeat_interleave(200);
  for (const CovarianceKind kind : {CovarianceKind::kFull, CovarianceKind::kDiagonal}) {
    const MixtureClusters found =
        mixture_of(codes, {.k = 3, .covariance = kind, .max_iter = 1000, .tol = 1e-6});
    EXPECT_TRUE(found.converged);
    const at::Tensor counts = at::one_hot(found.assignments, 3).view({3, 200, 3}).sum(1);
    EXPECT_TRUE(std::get<0>(counts.max(1)).ge(195).all().item<bool>()) << counts;
    EXPECT_GT(found.probabilities.mean().item<double>(), 0.98);
  }
  EXPECT_FALSE(same_groups(kmeans(codes, {.k = 3}, mixture_generator()).assignments, planted));
}

TEST(GaussianMixture, NeverLosesLikelihood) {
  const at::Tensor codes = normal({2000, 4}) + 2 * at::arange(2000).fmod(3).unsqueeze(1);
  for (const CovarianceKind kind : {CovarianceKind::kFull, CovarianceKind::kDiagonal}) {
    const MixtureClusters found =
        mixture_of(codes, {.k = 5, .covariance = kind, .n_init = 1, .tol = 0});
    ASSERT_GT(found.records.size(), 20U);
    for (std::size_t i = 1; i < found.records.size(); ++i) {
      EXPECT_EQ(found.records[i].iteration, found.records[i - 1].iteration + 1);
      EXPECT_GE(found.records[i].mean_log_likelihood,
                found.records[i - 1].mean_log_likelihood - 1e-9);
    }
    EXPECT_GE(found.mean_log_likelihood, found.records.back().mean_log_likelihood - 1e-9);
  }
}

TEST(GaussianMixture, EndsWhenTheLikelihoodHardlyChangesOrAtTheMostIterations) {
  const at::Tensor codes = three_cigars(100);
  const MixtureClusters found = mixture_of(codes, {.k = 3, .tol = 1e-2});
  ASSERT_TRUE(found.converged);
  const auto& records = found.records;
  ASSERT_GE(records.size(), 3U);
  const auto change = [&](std::size_t i) {
    return std::abs(records[i].mean_log_likelihood - records[i - 1].mean_log_likelihood);
  };
  EXPECT_LE(change(records.size() - 1), 1e-2);
  EXPECT_GT(change(records.size() - 2), 1e-2);
  EXPECT_TRUE(found.notes.empty());
  const MixtureClusters cut = mixture_of(codes, {.k = 3, .max_iter = 1});
  EXPECT_FALSE(cut.converged);
  EXPECT_EQ(cut.iterations, 1);
  EXPECT_EQ(cut.notes,
            (std::vector<std::string>{"note: the mixture did not settle in 1 iteration; raise "
                                      "clustering.max_iter or clustering.tol"}));
}

TEST(GaussianMixture, GivesTheSameBitsOnAnyNumberOfThreads) {
  const at::Tensor codes = normal({9000, 6});
  const auto on_threads = [&](int threads) {
    const ThreadsFor some(threads);
    return mixture_of(codes, {.k = 5, .n_init = 1, .max_iter = 4});
  };
  const MixtureClusters first = on_threads(1);
  for (const int threads : {2, 3}) {
    const MixtureClusters other = on_threads(threads);
    EXPECT_TRUE(at::equal(first.assignments, other.assignments));
    EXPECT_TRUE(at::equal(first.probabilities, other.probabilities));
    EXPECT_TRUE(at::equal(first.model.covariances, other.model.covariances));
    EXPECT_EQ(first.mean_log_likelihood, other.mean_log_likelihood);
  }
}

TEST(GaussianMixture, DoesNotDependOnTheOrderOfTheCodes) {
  const at::Tensor codes = three_cigars(80);
  const at::Tensor order = at::randperm(240, mixture_generator());
  const MixtureOptions options{.k = 3, .max_iter = 500, .tol = 1e-7};
  const MixtureClusters usual = mixture_of(codes, options);
  const MixtureClusters shuffled = mixture_of(codes.index_select(0, order), options);
  EXPECT_TRUE(same_groups(shuffled.assignments, usual.assignments.index_select(0, order)));
  EXPECT_NEAR(shuffled.mean_log_likelihood, usual.mean_log_likelihood, 1e-5);
}

TEST(GaussianMixture, FindsTheSameAtAnyMagnitude) {
  const at::Tensor codes = three_cigars(60);
  const MixtureOptions options{.k = 3, .n_init = 2};
  const MixtureClusters usual = mixture_of(codes, options);
  for (const float scale : {0x1p-120F, 0x1p-66F, 0x1p66F, 0x1p120F}) {
    const MixtureClusters found = mixture_of(codes * scale, options);
    EXPECT_TRUE(at::equal(found.assignments, usual.assignments)) << scale;
    EXPECT_TRUE(at::equal(found.probabilities, usual.probabilities)) << scale;
    EXPECT_TRUE(at::equal(found.means, usual.means * scale)) << scale;
    EXPECT_NEAR(found.mean_log_likelihood, usual.mean_log_likelihood - 2 * std::log(double{scale}),
                1e-9);
  }
  // Each column in a magnitude of its own, as far as k-means still sees both.
  const at::Tensor skewed = codes * at::tensor({1e8F, 1e10F});
  EXPECT_TRUE(std::isfinite(mixture_of(skewed, options).bic));
}

TEST(GaussianMixture, LeavesOutValuesThatAreTheSameInAllCodes) {
  const at::Tensor codes = three_cigars(60);
  const MixtureOptions options{.k = 3, .n_init = 2};
  const MixtureClusters usual = mixture_of(codes, options);
  const MixtureClusters found =
      mixture_of(at::cat({at::full({180, 1}, 3e30F), codes, at::zeros({180, 1})}, 1), options);
  EXPECT_TRUE(at::equal(found.assignments, usual.assignments));
  EXPECT_NEAR(found.mean_log_likelihood, usual.mean_log_likelihood, 1e-9);
  EXPECT_TRUE(at::equal(found.means.select(1, 0), at::full({3}, 3e30F)));
  EXPECT_EQ(found.notes, (std::vector<std::string>{"note: 2 of the 4 values of a code are the same "
                                                   "in all codes, and left out of the mixture"}));
}

// Values that are constant within a component, or copies of others, have no variance of their own.
TEST(GaussianMixture, StaysFiniteWhereACovarianceIsSingular) {
  const at::Tensor plain = normal({90, 2}) * 0.1;
  const at::Tensor constant = (at::arange(90) % 3).to(at::kFloat).unsqueeze(1);
  const at::Tensor codes = at::cat({plain, plain.slice(1, 0, 1) * 2, constant}, 1);
  for (const CovarianceKind kind : {CovarianceKind::kFull, CovarianceKind::kDiagonal}) {
    const MixtureClusters found = mixture_of(codes, {.k = 3, .covariance = kind});
    EXPECT_TRUE(std::isfinite(found.mean_log_likelihood));
    EXPECT_TRUE(same_groups(found.assignments, at::arange(90) % 3));
  }
}

TEST(GaussianMixture, OfAsManyComponentsAsCodesEndsWell) {
  const MixtureClusters found =
      mixture_of(normal({12, 2}), {.k = 12, .covariance = CovarianceKind::kDiagonal, .n_init = 1});
  EXPECT_TRUE(std::isfinite(found.bic));
}

TEST(GaussianMixture, OfOneCodeHasNoValueThatVaries) {
  const at::Tensor code = at::tensor({3.F, 0.1F}).view({1, 2});
  for (const CovarianceKind kind : {CovarianceKind::kFull, CovarianceKind::kDiagonal}) {
    const MixtureClusters found = mixture_of(code, {.k = 1, .covariance = kind});
    EXPECT_TRUE(at::equal(found.assignments, at::zeros({1}, at::kLong)));
    EXPECT_TRUE(at::equal(found.probabilities, at::ones({1})));
    EXPECT_TRUE(at::equal(found.means, code));
    EXPECT_EQ(found.mean_log_likelihood, 0);
    EXPECT_EQ(found.bic, 0);
    EXPECT_EQ(found.notes,
              (std::vector<std::string>{"note: 2 of the 2 values of a code are the same in all "
                                        "codes, and left out of the mixture"}));
  }
}

TEST(GaussianMixture, SaysThatThereAreTooFewCodesForFullCovariances) {
  const MixtureClusters found = mixture_of(normal({40, 9}), {.k = 5, .tol = 1e9});
  EXPECT_EQ(found.notes,
            (std::vector<std::string>{
                "note: 40 codes for 5 full covariances of 9 values: too few to tell them; take "
                "\"covariance\": \"diagonal\", a smaller clustering.k, or more images"}));
}

TEST(GaussianMixture, RefusesWhatItCannotGroup) {
  const at::Tensor codes = normal({5, 2});
  EXPECT_EQ(mixture_refusal(codes, {.k = 6}),
            "gaussian mixture: found k = 6 clusters for 5 codes; expected k of at most the number "
            "of codes. Lower clustering.k or give more images.");
  at::Tensor broken = codes.clone();
  broken[3][1] = std::numeric_limits<float>::infinity();
  EXPECT_EQ(mixture_refusal(broken, {.k = 2}),
            "gaussian mixture: found NaN or infinity in 1 of 5 codes, first in code 3; expected "
            "finite numbers. Look at the encoder's weights: training may have diverged.");
  EXPECT_EQ(mixture_refusal(at::ones({6, 2}), {.k = 1}).substr(0, 52),
            "gaussian mixture: found 6 codes that are all equal; ");
  EXPECT_EQ(mixture_refusal(at::ones({6, 2}), {.k = 2}).substr(0, 60),
            "gaussian mixture: found only 1 different among 6 codes; expe");
}

TEST(GaussianMixture, SaysSoWhereOneValueDrownsTheOthersInKMeans) {
  const at::Tensor huge = (at::arange(6) % 2).to(at::kFloat).unsqueeze(1) * 1e38;
  EXPECT_THAT(mixture_refusal(at::cat({huge, normal({6, 2}) * 1e-10}, 1), {.k = 3}),
              testing::StartsWith("gaussian mixture: found different codes at a distance of 0: one "
                                  "of their values differs by up to 1e+38, "));
}

TEST(GaussianMixture, SaysBeforehandThatCovariancesDoNotFitIntoMemory) {
  const at::Tensor codes = normal({3, 1'000'000});
  const Error error = error_of([&] { mixture_of(codes, {.k = 2, .n_init = 1}); });
  EXPECT_EQ(error.code(), ExitCode::kFailed);
  EXPECT_THAT(error.what(),
              testing::StartsWith("out of memory: 2 full covariances of 1,000,000 values take 50.9 "
                                  "TiB, more than "));
  EXPECT_THAT(error.what(),
              testing::EndsWith("). Set clustering.covariance to diagonal, or lower clustering.k "
                                "or model.code"));
}

TEST(GaussianMixture, ChecksItsCaller) {
  const at::Tensor codes = normal({5, 2});
  EXPECT_THROW(mixture_of(codes, {.k = 2, .max_iter = 0}), c10::Error);
  EXPECT_THROW(mixture_of(codes, {.k = 2, .tol = -1}), c10::Error);
  EXPECT_THROW(mixture_of(codes, {.k = 2, .regularization = 0}), c10::Error);
  EXPECT_THROW(mixture_of(codes, {.k = 0}), c10::Error);
  EXPECT_THROW(mixture_of(codes.to(at::kDouble), {.k = 2}), c10::Error);
}

}  // namespace
}  // namespace codegrid
