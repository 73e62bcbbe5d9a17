#include "cluster/kmeans/seeding.hpp"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

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

}  // namespace
}  // namespace codegrid
