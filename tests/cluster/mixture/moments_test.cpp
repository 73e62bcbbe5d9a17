#include "cluster/mixture/moments.hpp"

#include <gtest/gtest.h>

#include "cluster/fixtures.hpp"
#include "cluster/mixture/models.hpp"

namespace codegrid {
namespace {

constexpr double kAdded = 1e-3;

// Codes [N, d] float64 as Moments takes them.
std::vector<double> strided(const at::Tensor& codes, std::int64_t stride) {
  at::Tensor rows = at::zeros({codes.size(0), stride}, at::kDouble);
  rows.slice(1, 0, codes.size(1)).copy_(codes);
  const double* first = rows.const_data_ptr<double>();
  return {first, first + rows.numel()};
}

MixtureModel unit_model(CovarianceKind kind, std::int64_t k, std::int64_t width) {
  const at::Tensor covariances =
      kind == CovarianceKind::kFull ? at::eye(width).repeat({k, 1, 1}) : at::ones({k, width});
  return model_of(std::vector<double>(static_cast<std::size_t>(k), 1.0 / static_cast<double>(k)),
                  at::zeros({k, width}), covariances);
}

TEST(Moments, GiveWeightedMeansAndCovariances) {
  const at::Tensor codes = normal({100, 11}).to(at::kDouble) + 2;
  const at::Tensor shares = at::rand({2, 100}, make_generator(1, Purpose::kKMeans), at::kDouble);
  for (const CovarianceKind kind : {CovarianceKind::kFull, CovarianceKind::kDiagonal}) {
    Moments moments(kind, 2, 11);
    const std::vector<double> rows = strided(codes, moments.stride());
    for (std::int64_t j = 0; j < 2; ++j) moments.add(j, rows, shares[j].const_data_ptr<double>());
    const MixtureModel found = moments.maximize(unit_model(kind, 2, 11), kAdded);
    EXPECT_TRUE(at::allclose(found.weights, shares.sum(1) / shares.sum(), 1e-12));
    for (std::int64_t j = 0; j < 2; ++j) {
      const at::Tensor share = (shares[j] / shares[j].sum()).unsqueeze(1);
      const at::Tensor mean = (share * codes).sum(0);
      const at::Tensor apart = codes - mean;
      const at::Tensor covariance = apart.t().mm(share * apart) + kAdded * at::eye(11, at::kDouble);
      EXPECT_TRUE(at::allclose(found.means[j], mean, 1e-12, 1e-12));
      EXPECT_TRUE(at::allclose(found.covariances[j],
                               kind == CovarianceKind::kFull ? covariance : covariance.diagonal(),
                               1e-9, 1e-12));
    }
  }
}

TEST(Moments, OfCodesThatAreEqualHaveTheVarianceThatIsAdded) {
  for (const CovarianceKind kind : {CovarianceKind::kFull, CovarianceKind::kDiagonal}) {
    Moments moments(kind, 1, 3);
    const std::vector<double> rows = strided(at::full({9, 3}, 0.1, at::kDouble), moments.stride());
    moments.add(0, rows, std::vector<double>(9, 1.0).data());
    const MixtureModel found = moments.maximize(unit_model(kind, 1, 3), kAdded);
    const at::Tensor variances =
        kind == CovarianceKind::kFull ? found.covariances[0].diagonal() : found.covariances[0];
    EXPECT_TRUE(at::allclose(variances, at::full({3}, kAdded, at::kDouble), 1e-9));
    EXPECT_TRUE(variances.ge(kAdded).all().item<bool>());
  }
}

TEST(Moments, OfAComponentWithoutCodesLeaveItDead) {
  for (const CovarianceKind kind : {CovarianceKind::kFull, CovarianceKind::kDiagonal}) {
    Moments moments(kind, 3, 2);
    const std::vector<double> rows = strided(normal({40, 2}).to(at::kDouble), moments.stride());
    moments.add(0, rows, std::vector<double>(40, 1.0).data());
    moments.add(1, rows, std::vector<double>(40, 1e-5).data());  // less than a thousandth of one
    const MixtureModel before = unit_model(kind, 3, 2);
    const MixtureModel found = moments.maximize(before, kAdded);
    EXPECT_TRUE(at::equal(found.weights, at::tensor({1.0, 0.0, 0.0}, at::kDouble)));
    EXPECT_TRUE(at::equal(found.means[1], before.means[1]));
    EXPECT_TRUE(at::equal(found.covariances[2], before.covariances[2]));
  }
}

}  // namespace
}  // namespace codegrid
