#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace codegrid {

/// Below these, a round is doubted. They are guesses from few data sets (MNIST, Fashion-MNIST,
/// 1,797 digits of 8 x 8 pixels): what was well above them was right, what was far below was wrong.
inline constexpr double kLeastStudentEqualsLabels = 0.98;
inline constexpr double kLeastGraphEqualsBefore = 0.96;
inline constexpr double kLeastNeighborsAgree = 0.9;
/// Below it, the graph of a student's features is less sure than the student: its groups teach no
/// other one. (On a seed of MNIST 0.984, where the graph took sevens with a bar to the twos again;
/// in the other rounds on MNIST that were looked at 0.991 or more; on 1,797 digits of 8 x 8 pixels
/// 0.978.)
inline constexpr double kLeastGraphEqualsStudent = 0.985;

/// What is known of a round without labels. Shares are of all images, but for the first.
struct RoundFigures {
  std::int64_t round = 0;          ///< 1, 2, ...
  std::int64_t images = 0;         ///< In all.
  std::int64_t learned_from = 0;   ///< Those that the student learned from.
  double student_equals_labels{};  ///< Of those, the ones that it puts where it was told to.
  double student_equals_graph{};   ///< It puts into the group of the graph that it learned from.
  double graph_equals_student{};   ///< The graph on its features puts into its group.
  double graph_equals_before{};    ///< The graph puts where the graph before did.
  double neighbors_agree{};        ///< All of whose neighbors in the graph are in their group.
  std::int64_t eigenvectors = 0;   ///< Of the graph.
  double modularity = 0;           ///< Of its groups.
};

/// What follows from them.
struct RoundVerdict {
  bool kept = true;     ///< Its student is better than none, or than the one before.
  bool goes_on = true;  ///< Another round may follow.
  std::vector<std::string> warnings;
};

/// A first round is kept whatever it is like, as there is nothing to fall back on. A later one that
/// does not repeat what came before, or whose student does not learn, is not; nothing follows one
/// that is doubted so, nor one whose graph parts from its student, who is kept. That few neighbors
/// agree is a warning alone: groups may lie close.
RoundVerdict judge_round(const RoundFigures& figures);

/// "round 1: learned from 48,913 of 60,000 images; the student equals its labels in 0.9996, ...".
std::string describe_round(const RoundFigures& figures);

/// An object of refinement.json.
nlohmann::ordered_json figures_json(const RoundFigures& figures);

}  // namespace codegrid
