#pragma once

#include "cluster/measures/contingency.hpp"

namespace codegrid {

/// Agreement of clusters with labels. Values in [0, 1] but ari, which is in [-0.5, 1].
struct LabelAgreement {
  double accuracy;  ///< Under the best one-to-one match of clusters and labels (see best_match).
  double majority_accuracy;  ///< Each cluster named by its majority label; two clusters may share a
                             ///< name.
  double nmi;  ///< Mutual information over the arithmetic mean of both entropies (Strehl and Ghosh
               ///< 2002).
  double ari;  ///< Rand index adjusted for chance (Hubert and Arabie 1985).
  double
      purity;  ///< Share of members with their cluster's majority label; equals majority_accuracy.
};

/// What is in no cluster counts as wrong for accuracy, majority_accuracy and purity, and as one
/// more cluster for nmi and ari. These are 1 when labels and clusters both form one group, as in
/// scikit-learn.
LabelAgreement label_agreement(const Contingency& table);

}  // namespace codegrid
