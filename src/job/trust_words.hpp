#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cluster/measures/trust.hpp"

namespace codegrid {

/// Of Trust::groups_agree: from the first on, groups are to be believed, below the second, not.
/// Chosen by the runs of bench/trust.py (docs/trust.md): three sets of images, so guesses for
/// others. Groups that neighbors agree on need not be those that labels name: Fashion-MNIST has
/// some of 0.95.
inline constexpr double kLeastBelieved = 0.96;
inline constexpr double kLeastDoubted = 0.85;
/// A cluster of which fewer neighbors agree is named: a guess from the same runs.
inline constexpr double kLeastOfACluster = 0.75;
/// A cluster whose parts share at most so much of their edges is two groups rather than one: a
/// guess from the same runs.
inline constexpr double kHardlyTouch = 0.01;

/// Whether groups should be believed.
enum class Belief {
  kBelieved,
  kDoubted,  ///< In part: about right, with groups that run into each other.
  kNotBelieved,
  kUnknown  ///< Nothing could be measured, or there is one group only.
};

Belief belief_in(const Trust& trust);

/// "believed", "doubted", "not_believed", "unknown", as in metrics.json.
std::string name_of(Belief belief);

/// What a user should think of the clustering, a sentence each. First the whole: "Groups to be
/// believed: 97.1 % of the nearest neighbors agree, 96.8 % in the mean of the clusters.". Then,
/// where there are any, the clusters that should not be, at most three of a kind: those of which
/// fewer than kLeastOfACluster agree (where all are not believed, none is named), and those whose
/// parts hardly touch.
std::vector<std::string> trust_sentences(const Trust& trust);

/// What stands of one group above its images: ", 94.1 % of neighbors agree", and that its parts
/// hardly touch where they do; empty where nothing was measured.
std::string words_on_group(const GroupTrust& trust);

/// A share for people: "94.1 %"; "none" for NaN.
std::string percent(double share);

}  // namespace codegrid
