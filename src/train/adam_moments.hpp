#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "train/optimizer.hpp"

namespace codegrid {

/// What Adam and AdamW remember of each parameter: the mean of its gradients and that of their
/// squares, shaped like it, and the count of steps.
class AdamMoments {
 public:
  explicit AdamMoments(const NamedParameters& parameters);

  /// One more step, of all parameters.
  void count_step() { counts_.add_(one_); }

  const std::vector<at::Tensor>& means() const { return means_; }
  const std::vector<at::Tensor>& squares() const { return squares_; }
  /// [] float32 each.
  const std::vector<at::Tensor>& steps() const { return steps_; }

  /// All of them as `KIND.mean.NAME`, `KIND.square.NAME` and `KIND.step.NAME`.
  NamedTensors named(const std::string& kind, const NamedParameters& parameters) const;

 private:
  at::Tensor counts_;  // [parameters]: one operation adds to all
  at::Tensor one_;     // []; a number would become a tensor in each step
  std::vector<at::Tensor> means_;
  std::vector<at::Tensor> squares_;
  std::vector<at::Tensor> steps_;  // views of counts_
};

}  // namespace codegrid
