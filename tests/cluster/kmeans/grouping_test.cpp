#include "cluster/kmeans/grouping.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "cluster/fixtures.hpp"

namespace codegrid {
namespace {

TEST(Grouping, NamesEachRowOnce) {
  for (const std::int64_t count : {1, 15, 16, 17, 33, 100}) {
    std::vector<std::int32_t> order = group_alike(normal({count, 3}), 16);
    std::sort(order.begin(), order.end());
    ASSERT_EQ(std::ssize(order), count);
    for (std::int32_t i = 0; i < count; ++i) EXPECT_EQ(order[static_cast<std::size_t>(i)], i);
  }
}

TEST(Grouping, KeepsFarBlobsOfAGroupsSizeApart) {
  // Row i belongs to blob i % 5, and the blobs lie on a line.
  at::Tensor rows = normal({40, 6});
  for (std::int64_t i = 0; i < 40; ++i) rows[i][0] += static_cast<double>(100 * (i % 5));
  const std::vector<std::int32_t> order = group_alike(rows, 8);
  for (std::size_t group = 0; group < 5; ++group) {
    std::set<std::int32_t> blobs;
    for (std::size_t i = 0; i < 8; ++i) blobs.insert(order[8 * group + i] % 5);
    EXPECT_EQ(blobs.size(), 1U) << group;
  }
}

TEST(Grouping, EndsWhereAllRowsAreTheSame) {
  EXPECT_EQ(group_alike(at::ones({50, 2}), 16).size(), 50U);
}

}  // namespace
}  // namespace codegrid
