#include "cluster/graph/block_scores.hpp"

#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include <cmath>

#include "cluster/fixtures.hpp"

namespace codegrid {
namespace {

TEST(BlockScores, MissDistancesByNoMoreThanTheMargin) {
  for (const float offset : {0.F, 1000.F}) {
    const ScaledCodes codes(normal({300, 7}) + offset);
    const BlockScores blocks(codes);
    const at::Tensor rows = longs({5, 299, 17});
    at::Tensor scores = at::empty({0}, at::kFloat);
    blocks.score(blocks.queries(rows), 100, 150, scores);
    ASSERT_EQ(scores.sizes(), (std::vector<std::int64_t>{3, 150}));
    for (std::int64_t i = 0; i < 3; ++i) {
      const auto row = rows[i].item<std::int64_t>();
      for (std::int64_t j = 0; j < 150; ++j) {
        const float estimate = blocks.squared_length(row) - 2 * scores[i][j].item<float>();
        ASSERT_NEAR(estimate, codes.squared(row, 100 + j), blocks.margin(row));
      }
    }
    EXPECT_TRUE(blocks.queries(longs({3, 4})).equal(blocks.queries(3, 5)));
  }
}

}  // namespace
}  // namespace codegrid
