#include "cluster/graph/nearest_rows.hpp"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include <vector>

#include "cluster/fixtures.hpp"

namespace codegrid {
namespace {

// The nearest of the code `row`, from estimates that miss by up to half of `margin` either way.
std::vector<std::int32_t> nearest_indices(const ScaledCodes& codes, std::int64_t row,
                                          std::int64_t wanted, float margin, std::int64_t at_once) {
  NearestRows rows(codes, row, wanted, margin);
  std::vector<float> scores;
  for (std::int64_t other = 0; other < codes.count(); ++other) {
    const float wrong = (other % 2 == 0 ? 0.49F : -0.49F) * margin;
    scores.push_back((1 - codes.squared(row, other) + wrong) / 2);
  }
  for (std::int64_t first = 0; first < codes.count(); first += at_once)
    rows.take(scores.data() + first, first, std::min(at_once, codes.count() - first), 1);
  std::vector<std::int32_t> indices;
  for (const Neighbor& one : rows.finish()) indices.push_back(one.index);
  return indices;
}

TEST(NearestRows, AreDecidedByDistancesHoweverRoughTheEstimates) {
  const ScaledCodes codes(normal({1500, 3}));
  const std::vector<std::int32_t> expected = nearest_indices(codes, 7, 12, 0, 64);
  ASSERT_EQ(expected.size(), 12U);
  for (std::size_t i = 1; i < expected.size(); ++i)
    EXPECT_LE(codes.squared(7, expected[i - 1]), codes.squared(7, expected[i]));
  for (const float margin : {1e-5F, 1e-2F, 0.3F, 10.F}) {
    for (const std::int64_t at_once : {1, 17, 1024, 1500})
      EXPECT_EQ(nearest_indices(codes, 7, 12, margin, at_once), expected)
          << margin << " " << at_once;
  }
}

TEST(NearestRows, AreFewerWhereThereAreFewerOthers) {
  const ScaledCodes codes(normal({4, 2}));
  EXPECT_EQ(nearest_indices(codes, 0, 3, 1e-3F, 4).size(), 3U);
}

}  // namespace
}  // namespace codegrid
