#include "cluster/assign/mixture_file.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <optional>
#include <vector>

#include "cluster/assign/most_probable.hpp"
#include "cluster/mixture/models.hpp"
#include "support/fixtures.hpp"
#include "tensor/safetensors.hpp"

namespace codegrid {
namespace {

const std::string kAgain = "; group the run again with codegrid-cluster, which writes it anew";

class MixtureFile : public testing::Test {
 protected:
  // What is said of `model` in a file.
  std::string refusal_of_model(const MixtureModel& model) {
    write_mixture(path_, model);
    return refusal();
  }
  std::string refusal() {
    const Error error = error_of([&] { read_mixture(path_); });
    EXPECT_EQ(error.code(), ExitCode::kBadData);
    const std::string text = error.what();
    return text.starts_with(path_.string() + ": ") ? text.substr(path_.string().size() + 2) : text;
  }

  TemporaryFolder folder_;
  std::filesystem::path path_ = folder_.path() / "mixture.safetensors";
};

TEST_F(MixtureFile, IsReadAsItWasWritten) {
  MixtureModel full = two_components();
  full.column_means = at::tensor({1e30, 0.5, -2.0}, at::kDouble);
  full.column_scales = at::tensor({1e-30, 0.0, 2.0}, at::kDouble);  // one of three is left out
  const MixtureModel diagonal = model_of({0, 1}, at::ones({2, 3}), at::full({2, 3}, 0.5));
  for (const MixtureModel& model : {full, diagonal}) {
    write_mixture(path_, model);
    const MixtureModel found = read_mixture(path_);
    EXPECT_EQ(found.covariance, model.covariance);
    EXPECT_TRUE(at::equal(found.column_means, model.column_means));
    EXPECT_TRUE(at::equal(found.column_scales, model.column_scales));
    EXPECT_TRUE(at::equal(found.weights, model.weights));
    EXPECT_TRUE(at::equal(found.means, model.means));
    EXPECT_TRUE(at::equal(found.covariances, model.covariances));
  }
}

TEST_F(MixtureFile, OfOneCodeLeavesOutAllItsValues) {
  for (const at::Tensor& covariances : {at::ones({1, 0}), at::ones({1, 0, 0})}) {
    MixtureModel model = model_of({1}, at::zeros({1, 0}), covariances);
    model.column_means = at::tensor({3.0, 0.5}, at::kDouble);
    model.column_scales = at::zeros({2}, at::kDouble);
    write_mixture(path_, model);
    const MostProbable found(read_mixture(path_));
    const auto assigned =
        found.assign(at::ones({3, 2}), std::vector<std::optional<std::int64_t>>(3));
    EXPECT_EQ(assigned[2].cluster, 0);
    EXPECT_EQ(assigned[2].confidence, 1);
    EXPECT_EQ(assigned[2].distance, 0);
  }
}

TEST_F(MixtureFile, OfTensorsThatDoNotFitEachOtherIsRefused) {
  const std::string apart = "its tensors do not fit each other" + kAgain;
  MixtureModel model = two_components();
  model.means = at::zeros({2, 3}, at::kDouble);
  EXPECT_EQ(refusal_of_model(model), apart);
  model = two_components();
  model.covariances = at::ones({2, 2}, at::kDouble);
  EXPECT_EQ(refusal_of_model(model), apart);
  model = two_components();
  model.weights = model.weights.to(at::kFloat);
  EXPECT_EQ(refusal_of_model(model), apart);
  model = two_components();
  model.weights = at::empty({0}, at::kDouble);
  EXPECT_EQ(refusal_of_model(model), apart);
  model = two_components();
  model.column_scales = at::zeros({2}, at::kDouble);
  EXPECT_EQ(refusal_of_model(model), apart);
}

TEST_F(MixtureFile, OfValuesThatNoMixtureHasIsRefused) {
  MixtureModel model = two_components();
  model.means[1][0] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(refusal_of_model(model), "holds NaN or infinity" + kAgain);
  model = two_components();
  model.covariances[0][1][1] = 0;
  EXPECT_EQ(refusal_of_model(model),
            "holds a standard deviation or variance that is not above 0" + kAgain);
  model = two_components();
  model.covariances[1][0][1] = 0.5;
  EXPECT_EQ(refusal_of_model(model), "holds a covariance that is not symmetric" + kAgain);
  model = two_components();
  model.weights[0] = 0.5;
  EXPECT_EQ(refusal_of_model(model), "holds weights that are no shares of 1" + kAgain);
}

TEST_F(MixtureFile, OfSomethingElseIsRefusedByName) {
  folder_.write("mixture.safetensors", encode_safetensors({{"weights", at::ones({1})}}));
  EXPECT_EQ(refusal(), "is a safetensors file, but of no mixture" + kAgain);
  const auto with = [&](const std::string& version, const std::string& covariance) {
    folder_.write("mixture.safetensors", encode_safetensors({}, {{"format", "codegrid mixture"},
                                                                 {"version", version},
                                                                 {"covariance", covariance}}));
    return refusal();
  };
  EXPECT_EQ(with("2", "full"), "is of format version 2; this program reads version 1" + kAgain);
  EXPECT_EQ(with("1", "tied"),
            "has covariances that are \"tied\", expected \"full\" or \"diagonal\"" + kAgain);
  EXPECT_EQ(with("1", "full"), "has no tensor \"column_means\"" + kAgain);
  std::filesystem::remove(path_);
  EXPECT_EQ(error_of([&] { read_mixture(path_); }).code(), ExitCode::kBadData);
}

TEST_F(MixtureFile, ThatIsTruncatedIsRefusedWhereverItEnds) {
  write_mixture(path_, two_components());
  const std::string bytes = slurp(path_);
  for (std::size_t length = 0; length < bytes.size(); length += 7) {
    folder_.write("mixture.safetensors", bytes.substr(0, length));
    EXPECT_NE(refusal(), "") << length;
  }
}

}  // namespace
}  // namespace codegrid
