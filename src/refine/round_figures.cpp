#include "refine/round_figures.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/text_table.hpp"

namespace codegrid {

RoundVerdict judge_round(const RoundFigures& figures) {
  RoundVerdict verdict;
  const auto doubt = [&](double share, double least, const char* what) {
    if (share >= least) return false;  // NaN is less
    verdict.warnings.push_back(
        fmt::format("warning: round {}: {} in {:.4f} only, expected {} or "
                    "more",
                    figures.round, what, share, least));
    return true;
  };
  const bool unlearned = doubt(figures.student_equals_labels, kLeastStudentEqualsLabels,
                               "the student equals its labels");
  const bool unlike = doubt(figures.graph_equals_before, kLeastGraphEqualsBefore,
                            "the graph equals the one before");
  doubt(figures.neighbors_agree, kLeastNeighborsAgree, "all neighbors of an image agree");
  const bool parted = doubt(figures.graph_equals_student, kLeastGraphEqualsStudent,
                            "the graph of the student's features equals the student");
  verdict.goes_on = !unlearned && !unlike && !parted;
  verdict.kept = (!unlearned && !unlike) || figures.round == 1;
  return verdict;
}

std::string describe_round(const RoundFigures& f) {
  return fmt::format(
      "round {}: learned from {} of {}; the student equals its labels in {:.4f}, the graph equals "
      "the one before in {:.4f} and the student in {:.4f}, all neighbors agree in {:.4f}",
      f.round, with_commas(f.learned_from), counted(f.images, "image", "images"),
      f.student_equals_labels, f.graph_equals_before, f.graph_equals_student, f.neighbors_agree);
}

nlohmann::ordered_json figures_json(const RoundFigures& f) {
  return {{"round", f.round},
          {"images", f.images},
          {"learned_from", f.learned_from},
          {"student_equals_labels", f.student_equals_labels},
          {"student_equals_graph", f.student_equals_graph},
          {"graph_equals_student", f.graph_equals_student},
          {"graph_equals_before", f.graph_equals_before},
          {"neighbors_agree", f.neighbors_agree},
          {"eigenvectors", f.eigenvectors},
          {"modularity", f.modularity}};
}

}  // namespace codegrid
