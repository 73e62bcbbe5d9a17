#include "job/clustering_measure.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "job/find_clusters.hpp"
#include "job/fixtures.hpp"

namespace codegrid {
namespace {

TEST(ClusteringMeasure, SaysOfNeighborsAndSilhouetteWhatTheWholeReportDoes) {
  const ThreadsFor as_before(at::get_num_threads());
  Said said;
  JobConfig job;
  job.device = "cpu";
  job.threads = at::get_num_threads();
  job.clustering = job.clustering.with_k(4);
  const at::Tensor codes = at::randn({200, 3}, make_generator(1, Purpose::kKMeans));
  const JobContext context(job, said.progress());
  const ClusteredCodes clustered{{codes}, codes};
  const Clustering clusters =
      cluster_with_progress(clustered.sets, std::nullopt, job.clustering, context);
  const ClusteringReport report = measure_clustering(clusters, clustered, context);
  EXPECT_EQ(report.k, 4);
  EXPECT_EQ(report.images, 200);
  EXPECT_EQ(report.sizes.size(), 4U);
  EXPECT_EQ(report.unassigned, 0);
  EXPECT_EQ(report.silhouette.mean, measure_silhouette(clusters, clustered, context).mean);
  EXPECT_EQ(report.silhouette.sample, 200);
  const Trust neighbors = measure_neighbors(clusters, clustered, context);
  EXPECT_EQ(report.trust.neighbors_agree, neighbors.neighbors_agree);
  EXPECT_EQ(report.trust.groups_agree, neighbors.groups_agree);
  EXPECT_EQ(report.trust.by_chance, neighbors.by_chance);
}

}  // namespace
}  // namespace codegrid
