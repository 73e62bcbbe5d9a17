#include "cluster/graph/query_neighbors.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include <limits>

#include "cluster/fixtures.hpp"
#include "cluster/graph/neighbors.hpp"
#include "support/fixtures.hpp"
#include "support/threads.hpp"

namespace codegrid {
namespace {

TEST(QueryNeighbors, AreThoseOfTheWholeSearch) {
  const at::Tensor codes = normal({1300, 7});
  const at::Tensor all = find_neighbors(
                             codes, 9, NeighborSearch::kExact, [](double) {}, "graph")
                             .indices;
  const at::Tensor rows = at::arange(1, 1300, 3, at::kLong);
  const at::Tensor found = find_neighbors_of(codes, rows, 9, "graph");
  EXPECT_TRUE(found.equal(all.index_select(0, rows)));
  const ThreadsFor one(1);
  EXPECT_TRUE(find_neighbors_of(codes, rows, 9, "graph").equal(found));
}

TEST(QueryNeighbors, OfCodesThatCannotBeToldApartAreSomeOfThem) {
  const at::Tensor codes = at::cat({at::full({1, 1}, 1e38F), normal({40, 1})});
  const at::Tensor found = find_neighbors_of(codes, longs({5}), 3, "graph");
  EXPECT_EQ(found.sizes(), (std::vector<std::int64_t>{1, 3}));
  EXPECT_TRUE(found.gt(0).all().item<bool>());
}

TEST(QueryNeighbors, OfNoCodesAreNone) {
  EXPECT_EQ(find_neighbors_of(normal({4, 2}), at::empty({0}, at::kLong), 2, "graph").numel(), 0);
}

TEST(QueryNeighbors, RefuseWhatIsNoNumber) {
  const at::Tensor codes = normal({20, 2});
  codes[3][1] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(error_of([&] { find_neighbors_of(codes, longs({1}), 2, "graph"); }).code(),
            ExitCode::kBadData);
}

}  // namespace
}  // namespace codegrid
