#include "cluster/hdbscan/hdbscan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "cluster/fixtures.hpp"
#include "cluster/hdbscan/reachability.hpp"
#include "support/fixtures.hpp"
#include "support/threads.hpp"

namespace codegrid {
namespace {

using testing::HasSubstr;

HdbscanOptions of_members(std::int64_t least, std::int64_t samples = 5) {
  HdbscanOptions options;
  options.min_cluster_size = least;
  options.min_samples = samples;
  return options;
}

TEST(Hdbscan, FindsDenseGroupsAndLeavesWhatIsBetweenInNone) {
  const HdbscanClusters found = cluster_hdbscan(dense_groups(5, 80, 6), of_members(20));
  const SelectedClusters& clusters = found.clusters;
  EXPECT_EQ(clusters.k, 5);
  std::int64_t outside = 0;
  for (std::size_t i = 0; i < 400; ++i) {
    outside += clusters.assignments[i] < 0;
    if (clusters.assignments[i] >= 0 && clusters.assignments[i / 80 * 80 + 1] >= 0) {
      EXPECT_EQ(clusters.assignments[i], clusters.assignments[i / 80 * 80 + 1]);
    }
  }
  EXPECT_LT(outside, 20);
  std::int64_t taken = 0;  // of those all over the place: by chance near a group
  for (std::size_t i = 400; i < 420; ++i) {
    taken += clusters.assignments[i] >= 0;
    EXPECT_EQ(clusters.strengths[i] > 0, clusters.assignments[i] >= 0);
    EXPECT_LT(clusters.strengths[i], 0.3);
    EXPECT_GT(clusters.outlier_scores[i], 0.5);
  }
  EXPECT_LE(taken, 1);
}

TEST(Hdbscan, IsTheSameOnAnyNumberOfThreadsAndForCodesOfAnyMagnitude) {
  const at::Tensor codes = dense_groups(5, 60, 4);
  const auto on_threads = [&](int threads, float scale) {
    const ThreadsFor some(threads);
    return cluster_hdbscan(codes * scale, of_members(15)).clusters;
  };
  const SelectedClusters one = on_threads(1, 1);
  const SelectedClusters three = on_threads(3, 1);
  EXPECT_EQ(one.assignments, three.assignments);
  EXPECT_EQ(one.strengths, three.strengths);
  EXPECT_EQ(one.outlier_scores, three.outlier_scores);
  for (const float scale : {0x1p-110F, 0x1p80F})
    EXPECT_EQ(on_threads(2, scale).assignments, one.assignments);
}

TEST(Hdbscan, ByHnswFindsTheSameGroups) {
  HdbscanOptions options = of_members(20);
  const at::Tensor codes = dense_groups(5, 80, 6);
  const auto exact = cluster_hdbscan(codes, options).clusters;
  options.search = NeighborSearch::kHnsw;
  EXPECT_EQ(cluster_hdbscan(codes, options).clusters.assignments, exact.assignments);
}

TEST(Hdbscan, TakesOneInFiveHundredForAClusterWhereNothingIsSaid) {
  EXPECT_EQ(least_members_of(60'000, {}), 120);
  EXPECT_EQ(least_members_of(100, {}), 5);
  EXPECT_EQ(least_members_of(60'000, of_members(7)), 7);
}

TEST(Hdbscan, SaysThatThereAreNoClusters) {
  const at::Tensor line = at::arange(100, at::kFloat).unsqueeze(1);
  const Error error = error_of([&] { cluster_hdbscan(line, of_members(30, 3)); });
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  EXPECT_STREQ(error.what(),
               "hdbscan: found no clusters in 100 codes: no two groups of 30 or more are denser "
               "than what lies between them. Lower clustering.min_cluster_size (here 30) or "
               "clustering.min_samples (3), or choose a method that divides all codes: --set "
               "clustering.method=graph");
}

TEST(Hdbscan, RefusesTooFewCodesAndThoseThatCannotBeMeasured) {
  const auto refusal = [](const at::Tensor& codes, const HdbscanOptions& options) {
    return std::string(error_of([&] { cluster_hdbscan(codes, options); }).what());
  };
  EXPECT_EQ(refusal(normal({59, 2}), of_members(30)),
            "hdbscan: found 59 codes for clusters of 30 or more and min_samples = 5; expected at "
            "least twice as many as in a cluster, and more than min_samples. Lower "
            "clustering.min_cluster_size or clustering.min_samples, or give more images.");
  EXPECT_THAT(refusal(normal({59, 2}), of_members(5, 59)), HasSubstr("min_samples = 59;"));
  EXPECT_NO_THROW(require_enough_for_hdbscan(60, of_members(30, 59)));
  EXPECT_THAT(refusal(at::ones({60, 2}), of_members(5)), HasSubstr("60 codes that are all equal"));
  at::Tensor broken = normal({60, 2});
  broken[3][0] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(refusal(broken, of_members(5)), HasSubstr("found NaN or infinity in 1 of 60 codes"));
}

TEST(Hdbscan, ReportsItsStages) {
  std::vector<std::string> stages;
  cluster_hdbscan(dense_groups(3, 40, 3), of_members(15),
                  [&](std::string_view stage, std::optional<double>) {
                    if (stages.empty() || stages.back() != stage) stages.emplace_back(stage);
                  });
  EXPECT_EQ(stages[0], "neighbors");
  EXPECT_EQ(stages[1], "spanning tree: 140 components left");
  EXPECT_EQ(stages.back(), "hierarchy of clusters");
}

}  // namespace
}  // namespace codegrid
