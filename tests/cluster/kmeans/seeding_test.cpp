#include "cluster/kmeans/seeding.hpp"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>

#include "core/error.hpp"
#include "core/interrupt.hpp"
#include "tensor/random.hpp"

namespace codegrid {
namespace {

TEST(Seeding, NeverTakesTheSamePlaceTwiceWhileThereAreOthers) {
  // Five places, two hundred points each.
  const auto points = make_points(at::arange(5, at::kFloat).repeat({200}).unsqueeze(1));
  at::Generator generator = make_generator(1, Purpose::kKMeans);
  for (int round = 0; round < 20; ++round) {
    const at::Tensor seeds = seed_centroids(*points, 5, generator);
    const at::Tensor sorted = std::get<0>(seeds.flatten().sort());
    EXPECT_TRUE(at::equal(sorted, at::arange(5, at::kFloat)));
  }
}

TEST(Seeding, SpreadsOverFarGroupsOfUnequalSize) {
  // Drawn evenly, three seeds would nearly always miss the two groups of one.
  at::Tensor codes = at::rand({1000, 2}, make_generator(2, Purpose::kKMeans), at::kFloat);
  codes[0] = at::tensor({500.F, 0.F});
  codes[1] = at::tensor({0.F, 500.F});
  const auto points = make_points(codes);
  at::Generator generator = make_generator(1, Purpose::kKMeans);
  for (int round = 0; round < 20; ++round) {
    const at::Tensor seeds = seed_centroids(*points, 3, generator);
    EXPECT_EQ(seeds.gt(400).sum().item<std::int64_t>(), 2);
  }
}

TEST(SeedingDeathTest, StopsWhenTheProgramIsAskedTo) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto seed_after_a_signal = [] {
    listen_for_interrupts();
    std::raise(SIGTERM);
    try {
      seed_centroids(*make_points(at::arange(20, at::kFloat).unsqueeze(1)), 5,
                     make_generator(1, Purpose::kKMeans));
    } catch (const Error& error) {
      std::exit(static_cast<int>(error.code()));
    }
    std::exit(0);
  };
  EXPECT_EXIT(seed_after_a_signal(), testing::ExitedWithCode(143), "");
}

}  // namespace
}  // namespace codegrid
