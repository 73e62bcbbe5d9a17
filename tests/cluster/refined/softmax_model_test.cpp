#include "cluster/refined/softmax_model.hpp"

#include <gtest/gtest.h>

#include "cluster/fixtures.hpp"

namespace codegrid {
namespace {

TEST(SoftmaxModel, HasTheGroupsAndTheWidthOfItsLayerOrOfItsCentroids) {
  const SoftmaxModel layer{normal({4, 7}), normal({4})};
  EXPECT_TRUE(layer.is_linear());
  EXPECT_EQ(layer.groups(), 4);
  EXPECT_EQ(layer.width(), 7);
  const SoftmaxModel centroids{.centroids = normal({3, 5})};
  EXPECT_FALSE(centroids.is_linear());
  EXPECT_EQ(centroids.groups(), 3);
  EXPECT_EQ(centroids.width(), 5);
}

}  // namespace
}  // namespace codegrid
