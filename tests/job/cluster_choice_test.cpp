#include "job/cluster_choice.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace codegrid {
namespace {

using testing::ElementsAre;

TEST(LargestClusters, ComeFirstAndThoseOfOneSizeByTheirNumber) {
  EXPECT_THAT(largest_clusters({3, 9, 3, 0, 9}, 4), ElementsAre(1, 4, 0, 2));
  EXPECT_THAT(largest_clusters({3, 9}, 5), ElementsAre(1, 0));
  EXPECT_TRUE(largest_clusters({}, 5).empty());
}

TEST(ClustersOnPages, UpToTwentyStandByTheirNumber) {
  std::vector<std::int64_t> sizes(20);
  std::iota(sizes.begin(), sizes.end(), 1);
  const std::vector<std::int64_t> clusters = clusters_on_pages(sizes);
  ASSERT_EQ(clusters.size(), 20U);
  for (std::size_t i = 0; i < 20; ++i) EXPECT_EQ(clusters[i], static_cast<std::int64_t>(i));
}

TEST(ClustersOnPages, OfMoreAreTheLargestAsManyAsThePagesHold) {
  std::vector<std::int64_t> sizes(2000);
  std::iota(sizes.begin(), sizes.end(), 1);
  const std::vector<std::int64_t> clusters = clusters_on_pages(sizes);
  ASSERT_EQ(clusters.size(), 100U);
  EXPECT_EQ(clusters.front(), 1999);
  EXPECT_EQ(clusters.back(), 1900);
  sizes.resize(21);
  EXPECT_EQ(clusters_on_pages(sizes).front(), 20);
  EXPECT_EQ(clusters_on_pages(sizes).size(), 21U);
}

TEST(PageLengths, AreEqualAndOfAtMostTwenty) {
  EXPECT_TRUE(page_lengths(0).empty());
  EXPECT_THAT(page_lengths(1), ElementsAre(1));
  EXPECT_THAT(page_lengths(20), ElementsAre(20));
  EXPECT_THAT(page_lengths(21), ElementsAre(11, 10));
  EXPECT_THAT(page_lengths(100), ElementsAre(20, 20, 20, 20, 20));
}

TEST(PageFile, OfTheFirstPageHasNoNumber) {
  EXPECT_EQ(page_file("clusters.png", 1), "clusters.png");
  EXPECT_EQ(page_file("clusters.png", 2), "clusters_2.png");
}

TEST(ClusterNumber, SortsAsTheClustersDo) {
  EXPECT_EQ(cluster_number(7, 10), "07");
  EXPECT_EQ(cluster_number(7, 2000), "0007");
  EXPECT_EQ(cluster_number(0, 1), "00");
  EXPECT_EQ(cluster_number(-1, 10), "none");
}

}  // namespace
}  // namespace codegrid
