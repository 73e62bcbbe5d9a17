#include "cluster/neighbor_clustering.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include <cmath>
#include <tuple>

#include "cluster/clustering.hpp"
#include "cluster/fixtures.hpp"
#include "cluster/unit_length.hpp"
#include "support/fixtures.hpp"
#include "support/threads.hpp"

namespace codegrid {
namespace {

ClusteringOptions joining(ClusteringMethod method) {
  ClusteringOptions options;
  options.method = method;
  options.graph.k = 3;
  options.graph.neighbors = 8;
  options.spectral.k = 3;
  options.spectral.neighbors = 8;
  options.spectral.n_init = 2;
  return options;
}

Clustering join(const std::vector<at::Tensor>& codes, const ClusteringOptions& options) {
  return cluster_codes_jointly(codes, options, make_generator(1, Purpose::kGraph));
}

// Three groups of 30 around directions that are far from each other, in `width` values.
at::Tensor three_groups(std::int64_t width, std::uint64_t seed) {
  const at::Tensor centers = at::eye(width).slice(0, 0, 3).repeat_interleave(30, 0);
  return unit_length(centers + 0.1 * normal({90, width}, seed));
}

at::Tensor group_of_each() { return at::arange(3, at::kLong).repeat_interleave(30); }

// Whether the same ones are together.
bool grouped_alike(const at::Tensor& one, const at::Tensor& other) {
  return one.unsqueeze(0).eq(one.unsqueeze(1)).equal(other.unsqueeze(0).eq(other.unsqueeze(1)));
}

class NeighborClustering : public testing::TestWithParam<ClusteringMethod> {};

TEST_P(NeighborClustering, OfOneEncoderIsThatOfItsCodes) {
  const at::Tensor codes = unit_length(normal({200, 4}));
  const ClusteringOptions options = joining(GetParam());
  const Clustering alone = cluster_codes(codes, options, make_generator(1, Purpose::kGraph));
  const Clustering found = join({codes}, options);
  EXPECT_TRUE(at::equal(found.assignments, alone.assignments));
  EXPECT_TRUE(at::equal(found.atypicality, alone.atypicality));
  EXPECT_EQ(found.score.value, alone.score.value);
}

TEST_P(NeighborClustering, OfTheSameCodesTwiceIsThatOfOne) {
  const at::Tensor codes = unit_length(normal({200, 4}));
  const ClusteringOptions options = joining(GetParam());
  const Clustering once = join({codes}, options);
  const Clustering twice = join({codes, codes}, options);
  EXPECT_TRUE(at::equal(twice.assignments, once.assignments));
  EXPECT_EQ(twice.score.value, once.score.value);
  for (std::size_t i = 0; i < once.figures.size(); ++i)
    EXPECT_TRUE(at::allclose(twice.figures[i].values, once.figures[i].values, 1e-6, 1e-7, true));
}

TEST_P(NeighborClustering, FindsInSeveralWhatIsInEach) {
  const Clustering found =
      join({three_groups(5, 1), three_groups(3, 2), three_groups(9, 3)}, joining(GetParam()));
  EXPECT_EQ(found.k, 3);
  EXPECT_TRUE(grouped_alike(found.assignments, group_of_each()));
  EXPECT_EQ(found.figures[1].values.min().item<float>(), 1) << "all neighbors agree";
  EXPECT_TRUE(found.notes.empty());
}

TEST_P(NeighborClustering, WhereOneEncoderGivesNoDirectionTheOthersDecide) {
  at::Tensor one = three_groups(5, 1);
  at::Tensor other = three_groups(4, 2);
  one[3].zero_();
  other[40].zero_();
  one[70].zero_();
  other[70].zero_();
  const Clustering found = join({one, other}, joining(GetParam()));
  const at::Tensor rest = at::cat({at::arange(70, at::kLong), at::arange(71, 90, at::kLong)});
  EXPECT_TRUE(grouped_alike(found.assignments.index_select(0, rest),
                            group_of_each().index_select(0, rest)));
  EXPECT_EQ(found.assignments[70].item<std::int64_t>(), -1);
  for (const MemberFigure& figure : found.figures) {
    EXPECT_TRUE(std::isnan(figure.values[70].item<float>()));
    EXPECT_FALSE(std::isnan(figure.values[3].item<float>()));
  }
  EXPECT_EQ(found.notes.size(), 3U);
}

TEST_P(NeighborClustering, OfSeveralIsTheSameOnAnyNumberOfThreads) {
  const std::vector<at::Tensor> codes{unit_length(normal({400, 4}, 1)),
                                      unit_length(normal({400, 6}, 2))};
  const auto on_threads = [&](int threads) {
    const ThreadsFor some(threads);
    return join(codes, joining(GetParam()));
  };
  const Clustering one = on_threads(1);
  const Clustering three = on_threads(3);
  EXPECT_TRUE(at::equal(one.assignments, three.assignments));
  EXPECT_TRUE(at::equal(one.atypicality, three.atypicality));
  EXPECT_EQ(one.score.value, three.score.value);
}

TEST_P(NeighborClustering, OfSeveralSaysWhoseCodesAreAllEqual) {
  const at::Tensor equal = unit_length(at::ones({90, 3}));
  const Error error = error_of([&] { join({three_groups(5, 1), equal}, joining(GetParam())); });
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  EXPECT_NE(std::string(error.what()).find(", encoder 2: found 90 codes that are all equal"),
            std::string::npos)
      << error.what();
}

INSTANTIATE_TEST_SUITE_P(Every, NeighborClustering,
                         testing::Values(ClusteringMethod::kGraph, ClusteringMethod::kSpectral));

TEST(NeighborClusteringOf, SeveralNumbersOfCodesOrAnotherMethodIsAMistake) {
  const at::Tensor codes = three_groups(5, 1);
  EXPECT_THROW(join({codes, codes.slice(0, 1)}, joining(ClusteringMethod::kSpectral)), c10::Error);
  EXPECT_THROW(join({}, joining(ClusteringMethod::kGraph)), c10::Error);
  EXPECT_THROW(join({codes, codes}, ClusteringOptions()), c10::Error);
}

ClusteringOptions by_hdbscan_of(std::int64_t least) {
  ClusteringOptions options;
  options.method = ClusteringMethod::kHdbscan;
  options.hdbscan.min_cluster_size = least;
  options.hdbscan.min_samples = 4;
  return options;
}

TEST(HdbscanClustering, HasStrengthsAndOutlierScoresAndTheHierarchy) {
  const at::Tensor codes = three_groups(4, 1);
  const Clustering found =
      cluster_codes(codes, by_hdbscan_of(10), make_generator(1, Purpose::kGraph));
  EXPECT_EQ(found.method, ClusteringMethod::kHdbscan);
  EXPECT_EQ(found.k, 3);
  EXPECT_FALSE(found.centroids.defined());
  EXPECT_EQ(found.score.name, "mean_strength");
  EXPECT_GT(found.score.value, 0);
  EXPECT_LE(found.score.value, 1);
  ASSERT_EQ(found.figures.size(), 2U);
  EXPECT_EQ(found.figures[0].name, "strength");
  EXPECT_EQ(found.figures[1].name, "outlier_score");
  const at::Tensor order = at::argsort(found.atypicality);
  const at::Tensor strengths = found.figures[0].values.index_select(0, order);
  EXPECT_TRUE(strengths.equal(std::get<0>(strengths.sort(0, /*descending=*/true))));
  ASSERT_GE(found.records.rows.size(), 4U) << "all codes, and the three";
  for (const auto& row : found.records.rows) EXPECT_EQ(row.size(), found.records.columns.size());
  EXPECT_TRUE(found.notes.empty());
}

TEST(HdbscanClustering, LeavesCodesOfZerosAtUnitLengthOutOfAll) {
  const at::Tensor others = three_groups(4, 1);
  const at::Tensor codes = at::cat({others.slice(0, 0, 5), at::zeros({1, 4}), others.slice(0, 5)});
  const at::Tensor rows = at::nonzero(codes.ne(0).any(1)).flatten();
  const auto generator = make_generator(1, Purpose::kGraph);
  const Clustering expected = cluster_codes(others, by_hdbscan_of(10), generator);
  const Clustering found = cluster_codes(codes, by_hdbscan_of(10), generator);
  EXPECT_TRUE(at::equal(found.assignments.index_select(0, rows), expected.assignments));
  EXPECT_EQ(found.assignments[5].item<std::int64_t>(), -1);
  EXPECT_TRUE(std::isnan(found.figures[1].values[5].item<float>()));
  EXPECT_EQ(found.notes.size(), 1U);
}

TEST(HdbscanClustering, IsKnownBeforehandToHaveTooFewCodes) {
  EXPECT_NO_THROW(require_enough_codes(60, by_hdbscan_of(30)));
  EXPECT_EQ(error_of([&] { require_enough_codes(59, by_hdbscan_of(30)); }).code(),
            ExitCode::kBadData);
}

}  // namespace
}  // namespace codegrid
