#include "cluster/graph/block_scores.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>

#include <cmath>
#include <limits>

#include "cluster/kmeans/centroid_groups.hpp"

namespace codegrid {

BlockScores::BlockScores(const ScaledCodes& codes) : width_(codes.width()) {
  const at::Tensor rows = codes.rows();
  const at::Tensor centered = rows - rows.mean(0, /*keepdim=*/true, at::kDouble).to(at::kFloat);
  const at::Tensor squares =
      at::linalg_vector_norm(centered, 2, at::IntArrayRef{1}, /*keepdim=*/true, at::kDouble)
          .square();
  squares_ = squares.to(at::kFloat).flatten();
  longest_ = std::sqrt(squares.max().item<double>());
  queries_ = at::cat({centered, at::ones_like(squares_).unsqueeze(1)}, 1);
  targets_ = at::cat({centered, (squares / -2).to(at::kFloat)}, 1).t();
}

float BlockScores::margin(std::int64_t row) const {
  const double squared = squared_length(row);
  const double length = std::sqrt(squared);
  const auto width = static_cast<double>(width_);
  return static_cast<float>(4 * (width + 16) *
                            (kRounding * (squared + length * longest_ + longest_ * longest_) +
                             std::numeric_limits<float>::min()));
}

void BlockScores::score(const at::Tensor& queries, std::int64_t target, std::int64_t width,
                        at::Tensor& scores) const {
  scores.resize_({queries.size(0), width});
  at::mm_out(scores, queries, targets_.slice(1, target, target + width));
}

}  // namespace codegrid
