// What k-means takes, counted rather than timed: a guard that does not depend on the machine.
#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include "cluster/fixtures.hpp"
#include "cluster/kmeans.hpp"
#include "support/cost.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kCodes = 50'000;

TEST(KMeansCost, MemoryIsSomeNumbersACodeWhateverItsWidth) {
  const at::Tensor codes = normal({kCodes, 64});
  CostMeter meter;
  kmeans(codes, {.k = 10, .n_init = 2, .max_iter = 5}, make_generator(1, Purpose::kKMeans));
  const Cost cost = meter.take();
  constexpr std::size_t kCandidates = 4;  // 2 + ln k of k-means++
  EXPECT_EQ(cost.largest_allocation(), kCodes * kCandidates * sizeof(float));
}

}  // namespace
}  // namespace codegrid
