#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace codegrid {

/// Where a new code belongs in clusters that were found before.
struct AssignedCode {
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

  std::int64_t cluster = -1;       ///< -1: in none.
  double distance = kNone;         ///< To the cluster, by the method's measure; NaN: there is none.
  std::int64_t next_cluster = -1;  ///< The second best; -1: there is none.
  double next_distance = kNone;
  /// In [0, 1]: the share of the vote, or the responsibility of the component; NaN where the method
  /// has neither.
  double confidence = kNone;
  double next_confidence = kNone;
};

/// What a method does with codes that come after the clustering.
class CodeAssigner {
 public:
  CodeAssigner() = default;
  virtual ~CodeAssigner() = default;
  CodeAssigner(const CodeAssigner&) = delete;
  CodeAssigner& operator=(const CodeAssigner&) = delete;

  /// Values of a code.
  virtual std::int64_t width() const = 0;
  /// Whether codes get a confidence.
  virtual bool has_confidence() const = 0;

  /// A result for each code, the same whatever other codes there are.
  ///   codes: [N, D] float32 on the CPU, contiguous, as they were clustered (at unit length where
  ///   the clustering's were). own: [N], the cluster that is known already, -1 for none, or nothing
  ///   where it is to be found; the figures are then those of the known one. A code with a value
  ///   that is not finite is in no cluster.
  virtual std::vector<AssignedCode> assign(
      const at::Tensor& codes, std::span<const std::optional<std::int64_t>> own) const = 0;
};

}  // namespace codegrid
