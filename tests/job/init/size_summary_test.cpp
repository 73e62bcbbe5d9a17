#include "job/init/size_summary.hpp"

#include <gtest/gtest.h>

namespace codegrid {
namespace {

TEST(SizeSummary, OfNoPictureIsZero) {
  const SizeSummary summary = summarize_sizes({});
  EXPECT_EQ(summary.pictures, 0);
  EXPECT_EQ(summary.height.median, 0);
}

TEST(SizeSummary, OfOneSizeIsThatSize) {
  const SizeSummary summary = summarize_sizes({{10, 20}, {10, 20}, {10, 20}});
  EXPECT_EQ(summary.most_frequent, (PictureSize{10, 20}));
  EXPECT_EQ(summary.of_that_size, 3);
  EXPECT_EQ(summary.aspect.low, 2);
  EXPECT_EQ(summary.aspect.high, 2);
  EXPECT_EQ(summary.longer_side.median, 20);
  EXPECT_EQ(summary.pixels, 600);
}

TEST(SizeSummary, QuantilesDoNotDependOnTheOrder) {
  std::vector<PictureSize> sizes;
  for (int i = 0; i < 101; ++i) sizes.push_back({1 + i * 37 % 101, 1 + i * 11 % 101});
  const SizeSummary summary = summarize_sizes(sizes);
  EXPECT_EQ(summary.height.least, 1);
  EXPECT_EQ(summary.height.low, 11);
  EXPECT_EQ(summary.height.median, 51);
  EXPECT_EQ(summary.height.high, 91);
  EXPECT_EQ(summary.width.greatest, 101);
}

TEST(SizeSummary, OfSizesThatAreAsFrequentTheSmallestIsNamed) {
  EXPECT_EQ(summarize_sizes({{9, 9}, {5, 5}, {9, 9}, {5, 5}}).most_frequent, (PictureSize{5, 5}));
}

}  // namespace
}  // namespace codegrid
