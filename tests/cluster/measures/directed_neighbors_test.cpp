#include "cluster/measures/directed_neighbors.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include "cluster/fixtures.hpp"

namespace codegrid {
namespace {

at::Tensor ints(const std::vector<std::int32_t>& values) { return at::tensor(values, at::kInt); }

TEST(DirectedNeighbors, AreNearByTheCosineWhateverTheLength) {
  const at::Tensor codes = at::tensor({1.F, 0.F, 90.F, 1.F, 0.F, 1.F, 0.1F, 5.F}).view({4, 2});
  const at::Tensor found = find_directed_neighbors(codes, longs({0, 1, 2, 3}), longs({0, 3}), 1);
  EXPECT_TRUE(found.equal(ints({1, 2}).view({2, 1})));
}

TEST(DirectedNeighbors, ArePlacesAmongThoseThatAreLookedAt) {
  const at::Tensor codes = at::tensor({1.F, 0.F, 0.F, 1.F, 1.F, 0.1F}).view({3, 2});
  EXPECT_TRUE(
      find_directed_neighbors(codes, longs({0, 2}), longs({1}), 1).equal(ints({0}).view({1, 1})));
}

TEST(DirectedNeighbors, AreNoneOfWhatIsOnlyZerosAndItIsNobodys) {
  const at::Tensor codes = at::tensor({1.F, 0.F, 0.F, 0.F, 0.F, 1.F}).view({3, 2});
  const at::Tensor found = find_directed_neighbors(codes, longs({0, 1, 2}), longs({0, 1, 2}), 2);
  EXPECT_TRUE(found.equal(ints({2, -1, -1, -1, 0, -1}).view({3, 2})));
  EXPECT_TRUE(find_directed_neighbors(at::zeros({3, 2}), longs({0, 1, 2}), longs({0}), 2)
                  .equal(ints({-1, -1}).view({1, 2})));
}

}  // namespace
}  // namespace codegrid
