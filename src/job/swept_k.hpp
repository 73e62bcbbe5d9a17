#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "cluster/clustering.hpp"
#include "cluster/measures/agreement.hpp"

namespace codegrid {

/// What is measured of one of several numbers of clusters. NaN where it is not defined.
struct SweptK {
  std::int64_t k = 0;
  ClusteringScore score{};  ///< The method's own.
  std::optional<double> bic{};
  bool converged = false;
  double silhouette = std::numeric_limits<double>::quiet_NaN();
  double neighbors_agree = std::numeric_limits<double>::quiet_NaN();  ///< This, and two more: see
                                                                      ///< Trust.
  double groups_agree = std::numeric_limits<double>::quiet_NaN();
  double by_chance = 1;
  double modularity = std::numeric_limits<double>::quiet_NaN();  ///< See neighbor_modularity.
  double seconds = 0;                                            ///< That the method took.
  std::optional<LabelAgreement> agreement{};  ///< Without labels: none. Chooses nothing.
};

/// Several numbers of clusters, and which of them was chosen.
struct KSweep {
  std::vector<SweptK> rows;  ///< By rising k; at least one.
  std::size_t chosen = 0;    ///< Of `rows`.
};

}  // namespace codegrid
