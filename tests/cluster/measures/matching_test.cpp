#include "cluster/measures/matching.hpp"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "tensor/random.hpp"

namespace codegrid {
namespace {

std::int64_t sum_of(const at::Tensor& weights, const std::vector<std::int64_t>& columns) {
  std::int64_t sum = 0;
  for (std::size_t row = 0; row < columns.size(); ++row) {
    if (columns[row] < 0) continue;
    sum += weights[static_cast<std::int64_t>(row)][columns[row]].item<std::int64_t>();
  }
  return sum;
}

// Over every permutation of the weights filled up with zeros to a square.
std::int64_t best_sum_by_hand(const at::Tensor& weights) {
  const std::int64_t side = std::max(weights.size(0), weights.size(1));
  at::Tensor square = at::zeros({side, side}, at::kLong);
  square.slice(0, 0, weights.size(0)).slice(1, 0, weights.size(1)).copy_(weights);
  std::vector<std::int64_t> columns(static_cast<std::size_t>(side));
  std::iota(columns.begin(), columns.end(), 0);
  const auto values = square.accessor<std::int64_t, 2>();
  std::int64_t best = 0;
  do {
    std::int64_t sum = 0;
    for (std::int64_t row = 0; row < side; ++row) {
      sum += values[row][columns[static_cast<std::size_t>(row)]];
    }
    best = std::max(best, sum);
  } while (std::next_permutation(columns.begin(), columns.end()));
  return best;
}

TEST(BestMatch, EqualsTheBestOfAllPermutations) {
  at::Generator generator = make_generator(1, Purpose::kKMeans);
  for (std::int64_t rows = 1; rows <= 6; ++rows) {
    for (std::int64_t columns = 1; columns <= 6; ++columns) {
      for (const std::int64_t largest : {2, 100}) {
        const at::Tensor weights = at::randint(largest, {rows, columns}, generator, at::kLong);
        const std::vector<std::int64_t> match = best_match(weights);
        EXPECT_EQ(sum_of(weights, match), best_sum_by_hand(weights)) << weights;
        std::set<std::int64_t> used;
        for (const std::int64_t column : match) {
          EXPECT_TRUE(column < 0 || used.insert(column).second);
        }
        EXPECT_EQ(std::ssize(used), std::min(rows, columns));
      }
    }
  }
}

TEST(BestMatch, GivesUpALargeWeightForALargerSum) {
  const at::Tensor weights = at::tensor({10, 9, 8, 1}, at::kLong).view({2, 2});
  EXPECT_EQ(best_match(weights), (std::vector<std::int64_t>{1, 0}));
}

// The short side decides what it takes: the better half of each row is all that can be matched.
TEST(BestMatch, OfTenRowsAndThousandsOfColumnsIsThatOfEachRowsBestColumns) {
  at::Generator generator = make_generator(1, Purpose::kKMeans);
  const at::Tensor weights = at::randint(50, {10, 9000}, generator, at::kLong);
  const at::Tensor best = std::get<1>(weights.topk(10, 1)).flatten();
  const at::Tensor few = weights.index_select(1, std::get<0>(at::_unique(best)));
  const std::int64_t expected = sum_of(few, best_match(few));
  EXPECT_EQ(sum_of(weights, best_match(weights)), expected);
  EXPECT_EQ(sum_of(weights.t(), best_match(weights.t())), expected);
}

}  // namespace
}  // namespace codegrid
