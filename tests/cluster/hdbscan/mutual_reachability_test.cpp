#include "cluster/hdbscan/mutual_reachability.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "cluster/hdbscan/reachability.hpp"

namespace codegrid {
namespace {

TEST(CoreDistances, AreThoseToTheSampleThatCountsTheCodeItself) {
  const at::Tensor codes = at::tensor({0.F, 1.F, 3.F, 7.F}).view({4, 1});
  EXPECT_EQ(Reachability(codes, 1, 3).reach.cores, (std::vector<float>{0, 0, 0, 0}));
  EXPECT_EQ(Reachability(codes, 2, 3).reach.cores, (std::vector<float>{1, 1, 2, 4}));
  EXPECT_EQ(Reachability(codes, 4, 3).reach.cores, (std::vector<float>{7, 6, 4, 7}));
}

TEST(CoreDistances, OfShortListsAreTheFarthestThatWasFound) {
  NeighborLists lists{at::tensor({1, 2, 0, -1, -1, -1}, at::kInt).view({3, 2}),
                      at::tensor({1.F, 5.F, 1.F, INFINITY, INFINITY, INFINITY}).view({3, 2}), 0};
  EXPECT_EQ(core_distances(lists, 3),
            (std::vector<float>{5, 1, std::numeric_limits<float>::max()}));
  EXPECT_THROW(core_distances(lists, 4), c10::Error);
}

TEST(MutualReachability, IsNoLessThanEitherCoreDistance) {
  const Reachability near(at::tensor({0.F, 1.F, 3.F, 7.F}).view({4, 1}), 2, 3);
  EXPECT_EQ(near.reach(0, 1), 1);
  EXPECT_EQ(near.reach(1, 2), 2);
  EXPECT_EQ(near.reach(2, 0), 3);
  EXPECT_EQ(near.reach.of(2, 3, 1), 4);
}

}  // namespace
}  // namespace codegrid
