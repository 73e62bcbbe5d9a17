#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "cluster/code_sets.hpp"

namespace codegrid {

/// The sums of the codes of some numbered groups, those of several encoders side by side, and how
/// many codes each group has. At unit length the codes of each encoder count alike.
class CodeSums {
 public:
  /// codes: contiguous; they must outlive this.
  CodeSums(std::int64_t groups, const CodeSets& codes);

  /// Adds code number `code` to `group`.
  void add(std::int64_t group, std::int64_t code);

  const at::Tensor& sums() const { return sums_; }      ///< [groups, D1 + D2 + ...] double.
  const at::Tensor& counts() const { return counts_; }  ///< [groups] double.
  at::Tensor means() const;                             ///< NaN of a group without codes.

 private:
  const CodeSets& codes_;
  at::Tensor sums_;
  at::Tensor counts_;
};

}  // namespace codegrid
