#include "refine/round_figures.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

namespace codegrid {
namespace {

RoundFigures good_round(std::int64_t number) {
  return {.round = number,
          .images = 60'000,
          .learned_from = 48'913,
          .student_equals_labels = 0.9996,
          .student_equals_graph = 0.985,
          .graph_equals_student = 0.994,
          .graph_equals_before = 0.9871,
          .neighbors_agree = 0.945,
          .eigenvectors = 12,
          .modularity = 0.8945};
}

TEST(RoundFigures, ThatAreWellAreKeptWithoutAWord) {
  for (const std::int64_t round : {1, 2}) {
    const RoundVerdict verdict = judge_round(good_round(round));
    EXPECT_TRUE(verdict.kept);
    EXPECT_TRUE(verdict.goes_on);
    EXPECT_TRUE(verdict.warnings.empty());
  }
}

TEST(RoundFigures, OfALaterRoundThatDoesNotRepeatTheOneBeforeAreNotKept) {
  RoundFigures figures = good_round(2);
  figures.graph_equals_before = 0.8341;
  const RoundVerdict verdict = judge_round(figures);
  EXPECT_FALSE(verdict.kept);
  EXPECT_FALSE(verdict.goes_on);
  EXPECT_EQ(verdict.warnings,
            (std::vector<std::string>{"warning: round 2: the graph equals the one before in 0.8341 "
                                      "only, expected 0.96 or more"}));
}

TEST(RoundFigures, MayMoveTheCornersThatAreTornBetweenTwoGroups) {
  RoundFigures figures = good_round(1);
  figures.graph_equals_before = 0.9796;  // MNIST, two in a hundred moved, half of them rightly
  EXPECT_TRUE(judge_round(figures).goes_on);
  EXPECT_TRUE(judge_round(figures).warnings.empty());
  figures.graph_equals_before = 0.94;  // Fashion-MNIST
  EXPECT_FALSE(judge_round(figures).goes_on);
}

TEST(RoundFigures, OfAGraphThatPartsFromItsStudentKeepTheStudentAndEnd) {
  RoundFigures figures = good_round(2);
  figures.graph_equals_student = 0.9836;
  const RoundVerdict verdict = judge_round(figures);
  EXPECT_TRUE(verdict.kept);
  EXPECT_FALSE(verdict.goes_on);
  EXPECT_EQ(verdict.warnings,
            (std::vector<std::string>{"warning: round 2: the graph of the student's features "
                                      "equals the student in 0.9836 only, expected 0.985 or "
                                      "more"}));
}

TEST(RoundFigures, OfAFirstRoundAreKeptWithAWarningButNothingFollows) {
  RoundFigures figures = good_round(1);
  figures.student_equals_labels = 0.9;
  const RoundVerdict verdict = judge_round(figures);
  EXPECT_TRUE(verdict.kept);
  EXPECT_FALSE(verdict.goes_on);
  EXPECT_EQ(verdict.warnings,
            (std::vector<std::string>{"warning: round 1: the student equals its labels in 0.9000 "
                                      "only, expected 0.98 or more"}));
}

TEST(RoundFigures, ThatFewNeighborsAgreeIsAWarningAlone) {
  RoundFigures figures = good_round(2);
  figures.neighbors_agree = 0.66;
  const RoundVerdict verdict = judge_round(figures);
  EXPECT_TRUE(verdict.kept);
  EXPECT_TRUE(verdict.goes_on);
  EXPECT_EQ(verdict.warnings,
            (std::vector<std::string>{"warning: round 2: all neighbors of an image agree in 0.6600 "
                                      "only, expected 0.9 or more"}));
}

TEST(RoundFigures, ThatAreNoNumbersAreDoubted) {
  RoundFigures figures = good_round(2);
  figures.graph_equals_before = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE(judge_round(figures).kept);
}

TEST(RoundFigures, AreToldOnALine) {
  EXPECT_EQ(describe_round(good_round(1)),
            "round 1: learned from 48,913 of 60,000 images; the student equals its labels in "
            "0.9996, the graph equals the one before in 0.9871 and the student in 0.9940, all "
            "neighbors agree in 0.9450");
}

TEST(RoundFigures, AreWrittenByTheirNames) {
  const nlohmann::ordered_json json = figures_json(good_round(2));
  EXPECT_EQ(json["round"], 2);
  EXPECT_EQ(json["learned_from"], 48'913);
  EXPECT_EQ(json["graph_equals_before"], 0.9871);
  EXPECT_EQ(json["neighbors_agree"], 0.945);
  EXPECT_EQ(json["modularity"], 0.8945);
}

}  // namespace
}  // namespace codegrid
