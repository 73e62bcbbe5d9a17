#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "cluster/assign/assigned_code.hpp"
#include "cluster/refined/group_probabilities.hpp"

namespace codegrid {

/// Codes go to the group that a SoftmaxModel finds most probable, the smaller number on a tie. The
/// confidence is its probability; there is no distance. A code of the clustering gets, to the bit,
/// what it got there.
class ProbableGroup : public CodeAssigner {
 public:
  explicit ProbableGroup(const SoftmaxModel& model) : probabilities_(model) {}

  std::int64_t width() const override { return probabilities_.width(); }
  std::int64_t clusters() const { return probabilities_.groups(); }
  bool has_confidence() const override { return true; }
  std::vector<AssignedCode> assign(const at::Tensor& codes,
                                   std::span<const std::optional<std::int64_t>> own) const override;

 private:
  GroupProbabilities probabilities_;
};

}  // namespace codegrid
