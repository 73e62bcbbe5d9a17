#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "cluster/graph/scaled_codes.hpp"

namespace codegrid {

/// Estimates of distances by products of whole blocks. With m the mean and x' = x - m, the score
/// x'.y' - |y'|^2 / 2 of a pair is half of |x'|^2 - |x - y|^2: the greater, the nearer.
class BlockScores {
 public:
  explicit BlockScores(const ScaledCodes& codes);

  /// |x'|^2 of a code.
  float squared_length(std::int64_t row) const { return squares_.const_data_ptr<float>()[row]; }
  /// By how much |x'|^2 less twice a score may miss what `codes` measures of the pair: bounds on
  /// rounding errors (Higham 2002, section 3.1), those of the products in any order included.
  float margin(std::int64_t row) const;

  /// What `score` takes of some codes: those from `first` to `last` - 1, or at `rows`, [Q] int64.
  at::Tensor queries(std::int64_t first, std::int64_t last) const {
    return queries_.slice(0, first, last);
  }
  at::Tensor queries(const at::Tensor& rows) const { return queries_.index_select(0, rows); }
  /// Writes the scores of Q queries with `width` codes from `target` on to `scores`, [Q, width].
  void score(const at::Tensor& queries, std::int64_t target, std::int64_t width,
             at::Tensor& scores) const;

 private:
  std::int64_t width_;
  double longest_;      // the greatest |x'|
  at::Tensor squares_;  // [N], |x'|^2
  at::Tensor queries_;  // [N, D + 1]
  at::Tensor targets_;  // [D + 1, N], a view: the offset is the last column of the product
};

/// A block's scores stay in a core's cache until they are looked at.
constexpr std::int64_t kQueriesAtOnce = 128;
constexpr std::int64_t kTargetsAtOnce = 1024;

}  // namespace codegrid
