#include "job/find_clusters.hpp"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "job/fixtures.hpp"
#include "support/threads.hpp"

namespace codegrid {
namespace {

using testing::HasSubstr;

// A clustering of codes around three points far apart, and one more from another seed.
class RepeatedClustering : public testing::Test {
 protected:
  void cluster(ClusteringMethod method, std::int64_t k = 3) {
    JobConfig job;
    job.device = "cpu";
    job.threads = at::get_num_threads();
    job.clustering.method = method;
    job.clustering.kmeans.k = k;
    job.clustering.hdbscan.min_samples = 5;
    at::Generator generator = make_generator(1, Purpose::kKMeans);
    const std::vector<at::Tensor> codes{at::eye(3).repeat_interleave(40, 0) +
                                        0.01 * at::randn({120, 3}, generator)};
    const JobContext context(job, said_.progress());
    first_ = cluster_with_progress(codes, std::nullopt, job.clustering, context);
    share_ = repeat_clustering(first_, codes, job.clustering, context);
  }

  const ThreadsFor as_before_{at::get_num_threads()};
  Said said_;
  Clustering first_;
  double share_ = 0;
};

TEST_F(RepeatedClustering, IsTheSameWhereGroupsLieFarApart) {
  cluster(ClusteringMethod::kKMeans);
  EXPECT_EQ(share_, 1);
  EXPECT_THAT(said_.words(), HasSubstr("k-means: 120 codes of 3 values, k = 3"));
}

TEST_F(RepeatedClustering, IsAnotherWhereOnesAreCutAtRandom) {
  cluster(ClusteringMethod::kKMeans, 12);
  EXPECT_LT(share_, 1);
  EXPECT_GT(share_, 0.2);
}

TEST_F(RepeatedClustering, IsNotMadeByAMethodThatDrawsNothing) {
  cluster(ClusteringMethod::kHdbscan);
  EXPECT_TRUE(std::isnan(share_));
  EXPECT_THAT(said_.words(),
              HasSubstr("note: hdbscan draws no random numbers, so it is not repeated\n"));
}

}  // namespace
}  // namespace codegrid
