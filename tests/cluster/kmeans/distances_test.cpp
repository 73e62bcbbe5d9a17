#include "cluster/kmeans/distances.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include <array>
#include <limits>

#include "cluster/fixtures.hpp"
#include "cluster/kmeans/centroid_groups.hpp"
#include "cluster/kmeans/distances_table.hpp"
#include "support/versions.hpp"

namespace codegrid {
namespace {

constexpr std::array kWidths{1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 36, 48, 64, 70, 784};

TEST(Distances, AreThoseOfTheSlowWayAtEveryWidth) {
  for (const std::int64_t width : kWidths) {
    const at::Tensor point = normal({1, width});
    const at::Tensor targets = normal({5, width}, 4) + 1;
    const at::Tensor padded = pad_rows(targets);
    std::array<float, 5> squared{};
    measure(point.const_data_ptr<float>(), width, padded.const_data_ptr<float>(), padded.size(1), 5,
            squared.data());
    const at::Tensor expected = (targets.to(at::kDouble) - point.to(at::kDouble)).square().sum(1);
    for (std::int64_t i = 0; i < 5; ++i) {
      const auto exact = expected[i].item<double>();
      EXPECT_NEAR(squared[static_cast<std::size_t>(i)], exact, 1e-5 * exact) << width;
    }
    std::array<float, 1> alone{};
    measure(point.const_data_ptr<float>(), width, padded[3].const_data_ptr<float>(), padded.size(1),
            1, alone.data());
    EXPECT_EQ(alone[0], squared[3]) << "a distance depends on its neighbours";
  }
}

TEST(Distances, ScoresAreOffsetsAndProductsAndTheGreatestLeavesOutTheOwn) {
  for (const std::int64_t width : kWidths) {
    const at::Tensor points = normal({kTile, width});
    const at::Tensor group = normal({1 + width, kGroup}, 4);
    std::array<const float*, kTile> rows{};
    std::array<std::int32_t, kTile> own{-1, 0, 3, 7, 8, 15, 16, -20};
    for (std::size_t i = 0; i < rows.size(); ++i)
      rows[i] = points[static_cast<std::int64_t>(i)].const_data_ptr<float>();
    Scores scores;
    score(rows.data(), own.data(), width, group.const_data_ptr<float>(), scores);
    const at::Tensor exact =
        points.to(at::kDouble).mm(group.slice(0, 1).to(at::kDouble)) + group[0];
    const double tolerance = 1e-6 * static_cast<double>(width + 4);
    for (std::int64_t p = 0; p < kTile; ++p) {
      float greatest = -std::numeric_limits<float>::infinity();
      for (std::int64_t lane = 0; lane < kGroup; ++lane) {
        EXPECT_NEAR(scores.of[p][lane], exact[p][lane].item<double>(), tolerance) << width;
        if (lane != own[static_cast<std::size_t>(p)])
          greatest = std::max(greatest, scores.of[p][lane]);
      }
      EXPECT_EQ(scores.greatest[p], greatest) << width << " " << p;
    }
  }
}

TEST(Distances, AddingAPointAndTakingItAwayLeavesNothing) {
  for (const std::int64_t width : kWidths) {
    const at::Tensor point = normal({width});
    at::Tensor sum = at::zeros({width}, at::kDouble);
    add_to(sum.mutable_data_ptr<double>(), point.const_data_ptr<float>(), width, 1);
    EXPECT_TRUE(at::equal(sum, point.to(at::kDouble)));
    add_to(sum.mutable_data_ptr<double>(), point.const_data_ptr<float>(), width, -1);
    EXPECT_TRUE(at::equal(sum, at::zeros({width}, at::kDouble)));
  }
}

TEST(Distances, EveryVersionThatTheProcessorCanRunAgreesWithThePlainOne) {
  constexpr std::int64_t kPoints = 9;
  const std::array<std::int32_t, kPoints> labels{0, 1, 2, -1, 4, 0, 3, -7, 2};
  for (const DistanceTable* table : runnable(kDistancesPlain, kDistancesAvx2, kDistancesAvx512)) {
    for (const std::int64_t width : kWidths) {
      const at::Tensor points = normal({kPoints, width});
      const at::Tensor targets = pad_rows(normal({5, width}, 4));
      const auto squared = [&](const DistanceTable& version) {
        std::array<float, kPoints> own{};
        version.measure_own_target(points.const_data_ptr<float>(), width, kPoints, labels.data(),
                                   targets.const_data_ptr<float>(), targets.size(1), own.data());
        return own;
      };
      const auto own = squared(*table);
      const auto expected = squared(kDistancesPlain);
      for (std::size_t i = 0; i < own.size(); ++i) {
        if (labels[i] < 0) {
          EXPECT_EQ(own[i], std::numeric_limits<float>::infinity());
          continue;
        }
        EXPECT_NEAR(own[i], expected[i], 1e-5F * expected[i]) << width;
        float alone = 0;
        table->measure_targets(points[static_cast<std::int64_t>(i)].const_data_ptr<float>(), width,
                               targets[labels[i]].const_data_ptr<float>(), targets.size(1), 1,
                               &alone);
        EXPECT_EQ(alone, own[i]) << "one distance in two ways, width " << width;
      }
    }
  }
}

}  // namespace
}  // namespace codegrid
