#include "cluster/graph/neighbors.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "cluster/fixtures.hpp"
#include "support/fixtures.hpp"
#include "support/threads.hpp"

namespace codegrid {
namespace {

NeighborLists find_lists(const at::Tensor& codes, std::int64_t n, NeighborSearch search) {
  return find_neighbors(codes, n, search, [](double) {});
}

// [N, n] int64: the slow way, in double, the smaller index first on a tie.
at::Tensor found_by_hand(const at::Tensor& codes, std::int64_t n) {
  const at::Tensor wide = codes.to(at::kDouble);
  at::Tensor squared = (wide.unsqueeze(1) - wide).square().sum(2);
  squared.fill_diagonal_(std::numeric_limits<double>::infinity());
  return at::argsort(squared, /*stable=*/true, /*dim=*/1, false).slice(1, 0, n);
}

TEST(ExactNeighbors, AreThoseOfMeasuringEveryPair) {
  for (const auto& [count, width, n] : std::vector<std::array<std::int64_t, 3>>{
           {2, 1, 1}, {40, 3, 39}, {300, 7, 15}, {1300, 36, 5}}) {
    const at::Tensor codes = normal({count, width});
    const NeighborLists lists = find_lists(codes, n, NeighborSearch::kExact);
    EXPECT_TRUE(at::equal(lists.indices.to(at::kLong), found_by_hand(codes, n))) << count;
    const at::Tensor near = codes.index_select(0, lists.indices.flatten().to(at::kLong));
    const at::Tensor expected =
        (near.view({count, n, width}) - codes.unsqueeze(1)).to(at::kDouble).square().sum(2).sqrt();
    EXPECT_TRUE(at::allclose(lists.distances.to(at::kDouble), expected, 1e-5, 1e-7)) << count;
  }
}

TEST(ExactNeighbors, OfEqualCodesAreTheFirstOfThem) {
  // So many that not all of them are kept while they pass by.
  const at::Tensor codes = at::cat({normal({5, 4}), at::ones({2000, 4}), normal({5, 4}, 8)});
  const NeighborLists lists = find_lists(codes, 3, NeighborSearch::kExact);
  EXPECT_TRUE(at::equal(lists.indices[1500], at::tensor({5, 6, 7}, at::kInt)));
  EXPECT_TRUE(at::equal(lists.indices[5], at::tensor({6, 7, 8}, at::kInt)));
  EXPECT_TRUE(at::equal(lists.distances[1500], at::zeros({3})));
}

TEST(ExactNeighbors, OfCodesTooCloseForProductsAreDecidedByDifferences) {
  // Far from the origin and from each other's mean, so that products cancel.
  const at::Tensor line = at::arange(600, at::kFloat).unsqueeze(1);
  const at::Tensor codes = at::cat({line * 0.01F + 4096, line * 0 - 4096}, 1);
  EXPECT_TRUE(at::equal(find_lists(codes, 2, NeighborSearch::kExact).indices.to(at::kLong),
                        found_by_hand(codes, 2)));
}

TEST(ExactNeighbors, SurviveTinyAndHugeCodes) {
  const at::Tensor codes = normal({100, 5});
  const at::Tensor expected = find_lists(codes, 4, NeighborSearch::kExact).indices;
  for (const float scale : {0x1p-80F, 0x1p80F}) {
    const NeighborLists lists = find_lists(codes * scale, 4, NeighborSearch::kExact);
    EXPECT_TRUE(at::equal(lists.indices, expected)) << scale;
    EXPECT_TRUE(at::isfinite(lists.distances).all().item<bool>()) << scale;
    EXPECT_GT(lists.distances.min().item<float>(), 0) << scale;
  }
}

TEST(Neighbors, SaySoWhereDifferencesVanishBesideTheLargest) {
  const at::Tensor codes = at::cat({at::full({1, 1}, 1e38F), normal({40, 1})});
  for (const NeighborSearch search : {NeighborSearch::kExact, NeighborSearch::kHnsw}) {
    EXPECT_STREQ(error_of([&] { find_lists(codes, 3, search); }).what(),
                 "graph: found different codes at a distance of 0: one of their values differs by "
                 "up to 1e+38, beside which the squares of smaller differences vanish in float32; "
                 "expected values within 30 powers of ten. Look at the encoder: one of its outputs "
                 "may be far too large.");
  }
}

TEST(NeighborLists, AreWrittenRowByRow) {
  const ScaledCodes codes(at::tensor({0.F, 3.F, 7.F}).unsqueeze(1));
  NeighborLists lists = NeighborLists::empty(codes, 2);
  lists.write(codes, 1, std::vector<Neighbor>{{9, 0}, {16, 2}});
  lists.write(codes, 2, std::vector<Neighbor>{{16, 1}});
  const float nowhere = std::numeric_limits<float>::infinity();
  EXPECT_TRUE(at::equal(lists.indices, at::tensor({-1, -1, 0, 2, 1, -1}, at::kInt).view({3, 2})));
  EXPECT_TRUE(at::equal(lists.distances,
                        at::tensor({nowhere, nowhere, 3.F, 4.F, 4.F, nowhere}).view({3, 2})));
}

TEST(HnswNeighbors, AreNearlyAllOfTheExactOnes) {
  const at::Tensor codes = normal({3000, 8});
  const at::Tensor exact = find_lists(codes, 10, NeighborSearch::kExact).indices;
  const NeighborLists lists = find_lists(codes, 10, NeighborSearch::kHnsw);
  const auto same = exact.unsqueeze(2).eq(lists.indices.unsqueeze(1)).sum().item<std::int64_t>();
  EXPECT_GE(same, 3000 * 10 * 0.98);
  EXPECT_FALSE(lists.indices.eq(at::arange(3000, at::kInt).unsqueeze(1)).any().item<bool>())
      << "a code among its own neighbors";
  EXPECT_TRUE(lists.distances.slice(1, 1).ge(lists.distances.slice(1, 0, 9)).all().item<bool>());
}

TEST(Neighbors, AreTheSameBytesOnAnyNumberOfThreads) {
  const at::Tensor codes = normal({2500, 9});
  for (const NeighborSearch search : {NeighborSearch::kExact, NeighborSearch::kHnsw}) {
    const auto on_threads = [&](int threads) {
      const ThreadsFor some(threads);
      return find_lists(codes, 15, search);
    };
    const NeighborLists first = on_threads(1);
    for (const int threads : {2, 3}) {
      const NeighborLists other = on_threads(threads);
      EXPECT_TRUE(at::equal(first.indices, other.indices));
      EXPECT_TRUE(at::equal(first.distances, other.distances));
    }
  }
}

TEST(Neighbors, TellHowMuchIsDone) {
  for (const NeighborSearch search : {NeighborSearch::kExact, NeighborSearch::kHnsw}) {
    std::vector<double> shares;
    find_neighbors(normal({1000, 3}), 2, search, [&](double done) { shares.push_back(done); });
    ASSERT_GE(shares.size(), 2U);
    EXPECT_EQ(shares.front(), 0);
    EXPECT_LT(shares.back(), 1);
    EXPECT_TRUE(std::ranges::is_sorted(shares));
  }
}

TEST(Neighbors, CheckTheirCaller) {
  EXPECT_THROW(find_lists(normal({5, 2}), 5, NeighborSearch::kExact), c10::Error);
  EXPECT_THROW(find_lists(normal({5, 2}), 0, NeighborSearch::kAuto), c10::Error);
  EXPECT_THROW(find_lists(normal({5, 2}).to(at::kDouble), 1, NeighborSearch::kAuto), c10::Error);
}

}  // namespace
}  // namespace codegrid
