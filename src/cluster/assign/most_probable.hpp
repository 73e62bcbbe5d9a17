#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "cluster/assign/assigned_code.hpp"
#include "cluster/mixture/column_scale.hpp"
#include "cluster/mixture/densities.hpp"

namespace codegrid {

/// Codes go to the component of a mixture that is most responsible for them, the smaller number on
/// a tie. The confidence is its responsibility, the distance the Mahalanobis distance to its mean.
/// A code of the clustering gets, to the bit, what it got there; one that is so far away that
/// double does not hold a distance is in no cluster.
class MostProbable : public CodeAssigner {
 public:
  /// Throws Error once the program is asked to stop.
  explicit MostProbable(const MixtureModel& model);

  std::int64_t width() const override { return scale_.all_columns(); }
  std::int64_t clusters() const { return densities_.components(); }
  bool has_confidence() const override { return true; }
  std::vector<AssignedCode> assign(const at::Tensor& codes,
                                   std::span<const std::optional<std::int64_t>> own) const override;

 private:
  ColumnScale scale_;
  Densities densities_;
};

}  // namespace codegrid
