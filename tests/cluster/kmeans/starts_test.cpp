#include "cluster/kmeans/starts.hpp"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "cluster/fixtures.hpp"
#include "cluster/unit_length.hpp"

namespace codegrid {
namespace {

TEST(Starts, KeepTheOneThatEndsWithTheLeastInertiaAndTheRecordsOfAll) {
  const at::Tensor codes = unit_length(normal({400, 3}));
  const auto points = make_points(codes);
  const KMeansOptions options{.k = 9, .n_init = 5, .max_iter = 2};
  for (const CentroidKind kind : {CentroidKind::kMean, CentroidKind::kDirection}) {
    const KMeansStarts found =
        best_of_starts(*points, options, kind, make_generator(1, Purpose::kKMeans));
    at::Generator stream = make_generator(1, Purpose::kKMeans);
    std::vector<double> inertias;
    for (int start = 0; start < 5; ++start) {
      inertias.push_back(best_of_starts(*points, {.k = 9, .n_init = 1, .max_iter = 2}, kind, stream)
                             .best.partition.inertia);
    }
    const auto least = std::ranges::min_element(inertias);
    EXPECT_LT(*least, *std::ranges::max_element(inertias));
    EXPECT_EQ(found.best.partition.inertia, *least);
    EXPECT_EQ(found.kept, least - inertias.begin());
    ASSERT_EQ(found.records.size(), 10U);
    EXPECT_EQ(found.records[0].start, 0);
    EXPECT_EQ(found.records[9].start, 4);
  }
}

}  // namespace
}  // namespace codegrid
