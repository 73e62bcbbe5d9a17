#include "cluster/hdbscan/nearest_foreign.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <numeric>

#include "cluster/hdbscan/reachability.hpp"
#include "support/threads.hpp"

namespace codegrid {
namespace {

constexpr float kAnyDistance = std::numeric_limits<float>::infinity();

TEST(NearestForeign, IsTheOneThatMeasuringEveryPairFinds) {
  const Reachability of(normal({1500, 6}), 4, 8);
  Communities components(1500);
  for (std::size_t i = 0; i < components.size(); ++i)
    components[i] = static_cast<std::int32_t>(i * i % 5);
  std::vector<std::int32_t> queries(1500);
  std::iota(queries.begin(), queries.end(), 0);
  const std::vector<float> bounds(1500, kAnyDistance);
  const NearestForeign search(of.reach);
  const auto found = search.find(queries, bounds, components);
  for (std::int32_t i = 0; i < 1500; i += 7) {
    ForeignCode best{kAnyDistance};
    for (std::int32_t j = 0; j < 1500; ++j) {
      if (components[place(i)] != components[place(j)] && of.reach(i, j) < best.distance)
        best = {of.reach(i, j), j};
    }
    ASSERT_EQ(found[place(i)].index, best.index) << i;
    ASSERT_EQ(found[place(i)].distance, best.distance);
  }
  const ThreadsFor three(3);
  const auto again = search.find(queries, bounds, components);
  for (std::size_t i = 0; i < 1500; ++i) ASSERT_EQ(again[i].index, found[i].index);
}

TEST(NearestForeign, IsNoneAtOrBeyondTheBound) {
  const Reachability of(at::tensor({0.F, 1.F, 3.F, 7.F}).view({4, 1}), 1, 3);
  const Communities components{0, 0, 1, 1};
  const NearestForeign search(of.reach);
  const std::vector<std::int32_t> queries{1, 1, 0};
  const auto found = search.find(queries, std::vector<float>{2, 2.5F, kAnyDistance}, components);
  EXPECT_EQ(found[0].index, -1);
  EXPECT_EQ(found[0].distance, 2);
  EXPECT_EQ(found[1].index, 2);
  EXPECT_EQ(found[1].distance, 2);
  EXPECT_EQ(found[2].index, 2);
  EXPECT_EQ(search.find(queries, std::vector<float>(3, kAnyDistance), {0, 0, 0, 0})[0].index, -1);
}

}  // namespace
}  // namespace codegrid
