// What k-means takes, counted rather than timed: a guard that does not depend on the machine.
#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include "cluster/fixtures.hpp"
#include "cluster/kmeans/kmeans.hpp"
#include "support/cost.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kCodes = 100'000;

TEST(KMeansCost, MemoryIsSomeNumbersACodeWhateverItsWidth) {
  const at::Tensor codes = normal({kCodes, 64});
  CostMeter meter;
  kmeans(codes, {.k = 10, .n_init = 2, .max_iter = 5}, make_generator(1, Purpose::kKMeans));
  const Cost cost = meter.take();
  constexpr std::size_t kCandidates = 4;  // 2 + ln k of k-means++
  EXPECT_EQ(cost.largest_allocation(), kCodes * kCandidates * sizeof(float));
  constexpr std::int64_t kEveryStart = 5;  // the nearest, the candidates', labels, squared, bounds
  constexpr std::int64_t kOnce = 3;  // distances to the mean; of the best start, labels, distances
  EXPECT_EQ(cost.allocations_above(kCodes * sizeof(float) - 1), 2 * kEveryStart + kOnce);
}

}  // namespace
}  // namespace codegrid
