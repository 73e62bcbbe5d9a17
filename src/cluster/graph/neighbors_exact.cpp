#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "cluster/graph/nearest_rows.hpp"
#include "cluster/graph/neighbors.hpp"
#include "cluster/graph/scaled_codes.hpp"
#include "cluster/kmeans/centroid_groups.hpp"
#include "core/interrupt.hpp"

namespace codegrid {
namespace {

// A block's scores stay in a core's cache until they are looked at.
constexpr std::int64_t kQueries = 128;
constexpr std::int64_t kTargets = 1024;

// With m the mean and x' = x - m, the score x'.y' - |y'|^2 / 2 of a pair is half of
// |x'|^2 - |x - y|^2: one product, the offset being its last column.
class ExactSearch {
 public:
  ExactSearch(const at::Tensor& codes, std::int64_t n, std::string_view method)
      : codes_(codes, method), wanted_(n), lists_(NeighborLists::empty(codes_, n)) {
    const at::Tensor rows = codes_.rows();
    const at::Tensor centered = rows - rows.mean(0, /*keepdim=*/true, at::kDouble).to(at::kFloat);
    const at::Tensor squares = at::linalg_vector_norm(centered, 2, at::IntArrayRef{1},
                                                      /*keepdim=*/true, at::kDouble)
                                   .square();
    squares_ = squares.to(at::kFloat).flatten();
    longest_ = std::sqrt(squares.max().item<double>());
    queries_ = at::cat({centered, at::ones_like(squares_).unsqueeze(1)}, 1);
    targets_ = at::cat({centered, (squares / -2).to(at::kFloat)}, 1).t();
  }

  NeighborLists run(const OnShare& on_share) {
    const std::int64_t blocks = at::divup(count(), kQueries);
    const std::int64_t round = at::get_num_threads();
    for (std::int64_t first = 0; first < blocks; first += round) {
      on_share(static_cast<double>(first) / static_cast<double>(blocks));
      at::parallel_for(
          first, std::min(blocks, first + round), 1, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t block = begin; block < end; ++block)
              search_block(block * kQueries, std::min(count(), (block + 1) * kQueries));
          });
    }
    return lists_;
  }

 private:
  std::int64_t count() const { return codes_.count(); }

  // By how much an estimated squared distance to any code may miss the measured one: bounds on
  // rounding errors (Higham 2002, section 3.1), those of the products in any order included.
  float margin(float squared_length) const {
    const double length = std::sqrt(squared_length);
    const auto width = static_cast<double>(codes_.width());
    return static_cast<float>(
        4 * (width + 16) *
        (kRounding * (squared_length + length * longest_ + longest_ * longest_) +
         std::numeric_limits<float>::min()));
  }

  void search_block(std::int64_t first, std::int64_t last) {
    const float* squares = squares_.const_data_ptr<float>();
    std::vector<NearestRows> nearest;
    nearest.reserve(static_cast<std::size_t>(last - first));
    for (std::int64_t row = first; row < last; ++row)
      nearest.emplace_back(codes_, row, wanted_, margin(squares[row]));
    const at::Tensor queries = queries_.slice(0, first, last);
    at::Tensor scores = at::empty({0}, at::kFloat);
    for (std::int64_t target = 0; target < count(); target += kTargets) {
      stop_if_interrupted();
      const std::int64_t width = std::min(kTargets, count() - target);
      scores.resize_({last - first, width});
      at::mm_out(scores, queries, targets_.slice(1, target, target + width));
      const float* score = scores.const_data_ptr<float>();
      for (NearestRows& one : nearest) {
        one.take(score, target, width, squares[first + (&one - nearest.data())]);
        score += width;
      }
    }
    for (std::int64_t row = first; row < last; ++row)
      lists_.write(codes_, row, nearest[static_cast<std::size_t>(row - first)].finish());
  }

  ScaledCodes codes_;
  std::int64_t wanted_;
  double longest_;      // the greatest |x'|
  at::Tensor squares_;  // [N], |x'|^2
  at::Tensor queries_;  // [N, D + 1]
  at::Tensor targets_;  // [D + 1, N], a view
  NeighborLists lists_;
};

}  // namespace

NeighborLists find_exact_neighbors(const at::Tensor& codes, std::int64_t n, const OnShare& on_share,
                                   std::string_view method) {
  return ExactSearch(codes, n, method).run(on_share);
}

}  // namespace codegrid
