#include "cluster/clustering.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include "cluster/fixtures.hpp"
#include "cluster/kmeans/kmeans.hpp"
#include "cluster/unit_length.hpp"
#include "core/error.hpp"

namespace codegrid {
namespace {

at::Generator clustering_generator() { return make_generator(1, Purpose::kKMeans); }

TEST(Clustering, ByKMeansIsWhatKMeansFound) {
  const at::Tensor codes = normal({500, 4});
  ClusteringOptions options;
  options.kmeans.k = 5;
  const Clustering found = cluster_codes(codes, options, clustering_generator());
  const KMeansResult expected = kmeans(codes, options.kmeans, clustering_generator());
  EXPECT_EQ(found.method, ClusteringMethod::kKMeans);
  EXPECT_EQ(found.k, 5);
  EXPECT_TRUE(at::equal(found.assignments, expected.assignments));
  EXPECT_TRUE(at::equal(found.centroids, expected.centroids));
  EXPECT_TRUE(at::equal(found.atypicality, expected.distances));
  ASSERT_EQ(found.figures.size(), 1U);
  EXPECT_EQ(found.figures[0].name, "distance");
  EXPECT_EQ(found.score.name, "inertia");
  EXPECT_EQ(found.score.value, expected.inertia);
  EXPECT_EQ(found.records.rows.size(), expected.records.size());
}

TEST(Clustering, ByTheGraphHasNoCentroidsAndRanksMembersByAgreementThenDistance) {
  ClusteringOptions options;
  options.method = ClusteringMethod::kGraph;
  const at::Tensor codes = unit_length(normal({400, 3}));
  const Clustering found = cluster_codes(codes, options, clustering_generator());
  EXPECT_EQ(found.method, ClusteringMethod::kGraph);
  EXPECT_FALSE(found.centroids.defined());
  EXPECT_EQ(found.score.name, "modularity");
  EXPECT_EQ(found.assignments.max().item<std::int64_t>(), found.k - 1);
  ASSERT_EQ(found.figures.size(), 2U);
  EXPECT_EQ(found.figures[0].name, "neighbor_distance");
  EXPECT_EQ(found.figures[1].name, "agreement");
  const at::Tensor order = at::argsort(found.atypicality);
  const at::Tensor distances = found.figures[0].values.index_select(0, order);
  const at::Tensor agreement = found.figures[1].values.index_select(0, order);
  for (std::int64_t i = 1; i < 400; ++i) {
    ASSERT_LE(agreement[i].item<float>(), agreement[i - 1].item<float>());
    if (agreement[i].equal(agreement[i - 1]) && agreement[i].item<float>() > 0) {
      ASSERT_GE(distances[i].item<float>(), distances[i - 1].item<float>());
    }
  }
}

TEST(Clustering, ByTheGraphRefusesCodesOfZerosAtUnitLengthOnly) {
  ClusteringOptions options;
  options.method = ClusteringMethod::kGraph;
  at::Tensor codes = unit_length(normal({40, 3}));
  codes[5] = at::zeros({3});
  codes[9] = at::zeros({3});
  try {
    cluster_codes(codes, options, clustering_generator());
    FAIL() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::kBadData);
    EXPECT_STREQ(error.what(),
                 "graph: found only zeros in 2 of 40 codes, first in code 5; expected a direction "
                 "in each, as clustering.normalize is l2. Set it to none, or look at the encoder.");
  }
  options.graph.normalize = Normalize::kNone;
  EXPECT_NO_THROW(cluster_codes(codes, options, clustering_generator()));
}

}  // namespace
}  // namespace codegrid
