#include "core/field_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/field_docs.hpp"

namespace codegrid {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

enum class Way { kBall, kGraph, kTree };

// A section of three kinds: `k` is another field in each of two, `share` the same in two.
struct Grouping {
  Way way = Way::kBall;
  bool keep = false;
  std::int64_t ball_k = 10;
  std::int64_t tries = 3;
  std::optional<std::int64_t> graph_k;
  double share = 0.5;
  std::int64_t side = 3;
};

Fields fields_of(Grouping& g) {
  const Field share{"share", "of all", NumberValue{&g.share, {0, 1}}};
  return {
      {"grouping", "how to group",
       section_of_kinds<Way>("way", g.way,
                             {{"ball",
                               Way::kBall,
                               "round ones",
                               {{"k", "how many", IntegerValue{&g.ball_k, {1, 100}}},
                                {"tries", "how often", IntegerValue{&g.tries, {1, 9}}}}},
                              {"graph",
                               Way::kGraph,
                               "connected ones",
                               {{"k", "how many", AutoIntegerValue{&g.graph_k, {1, 100}}}, share}},
                              {"tree",
                               Way::kTree,
                               "nested ones",
                               {share, {"side", "odd", IntegerValue{&g.side, {1, 31, true}}}}}},
                             {{"keep", "a switch", SwitchValue{&g.keep}}})}};
}

std::vector<std::string> read_kinds(Grouping& g, const std::string& text,
                                    const std::vector<std::string>& assignments = {}) {
  FieldReader reader(fields_of(g));
  reader.read({{"grouping", nlohmann::json::parse(text)}}, {"j", "/"});
  reader.assign(assignments, "/");
  return reader.problems();
}

std::vector<std::string> kind_problems(const std::string& text,
                                       const std::vector<std::string>& assignments = {}) {
  Grouping g;
  return read_kinds(g, text, assignments);
}

TEST(Kinds, TheChosenKindsKeysStandBesideThoseOfAllKinds) {
  Grouping g;
  EXPECT_THAT(read_kinds(g, R"({"k": 7, "keep": true, "share": 0.25, "way": "graph"})"), IsEmpty());
  EXPECT_EQ(g.way, Way::kGraph);
  EXPECT_TRUE(g.keep);
  EXPECT_EQ(g.graph_k, 7);
  EXPECT_EQ(g.share, 0.25);
  EXPECT_EQ(g.ball_k, 10);
}

TEST(Kinds, AKeyOfAnotherKindIsRefusedByName) {
  EXPECT_THAT(
      kind_problems(R"({"way": "graph", "tries": 4})"),
      ElementsAre(R"(j: grouping.tries: is a key of "way": "ball", but the way is "graph")"));
  EXPECT_THAT(
      kind_problems(R"({"share": 0.1})"),
      ElementsAre(
          R"(j: grouping.share: is a key of "way": "graph" or "tree", but the way is "ball")"));
}

TEST(Kinds, AKeyOfAnotherKindMayHaveItsDefault) {
  EXPECT_THAT(kind_problems(R"({"way": "graph", "tries": 3})"), IsEmpty());
  EXPECT_THAT(kind_problems(R"({"way": "ball", "share": 0.5, "side": 3})"), IsEmpty());
}

TEST(Kinds, UnknownKeysAreComparedWithThoseOfAllKinds) {
  EXPECT_THAT(kind_problems(R"({"tris": 3})"),
              ElementsAre(R"(j: grouping.tris: unknown key; did you mean "grouping.tries"?)"));
  EXPECT_THAT(kind_problems(R"({"shares": 3})"),
              ElementsAre(R"(j: grouping.shares: unknown key; did you mean "grouping.share"?)"));
}

TEST(Kinds, AKindThatThereIsNotIsOneProblemOnly) {
  EXPECT_THAT(
      kind_problems(R"({"way": "grph", "share": 0.1, "tries": 4, "no": 1})"),
      ElementsAre(R"(j: grouping.way: found "grph", expected "ball" or "graph" or "tree"; did you )"
                  R"(mean "graph"?)",
                  "j: grouping.no: unknown key; expected one of way, keep, k, tries, share, side"));
}

// As where a kind has fewer values of a key than another, and both know the same words for them.
TEST(FieldReader, LeadsToNoValueThatAFieldHasNot) {
  Way way = Way::kBall;
  Field field{"way", "how", choice(way, {{"ball", Way::kBall}, {"tree", Way::kTree}})};
  field.other_values = {{"net", "graph"}, {"wood", "tree"}};
  FieldReader reader({field});
  reader.read({{"way", "net"}}, {"j", "/"});
  reader.read({{"way", "wood"}}, {"j", "/"});
  EXPECT_THAT(
      reader.problems(),
      ElementsAre(R"(j: way: found "net", expected "ball" or "tree")",
                  R"(j: way: found "wood", expected "ball" or "tree"; did you mean "tree"?)"));
}

TEST(Kinds, AnotherKindByAssignmentForgetsTheOldOnesKeys) {
  Grouping g;
  EXPECT_THAT(read_kinds(g, R"({"k": 7, "tries": 4, "keep": true})", {"grouping.way=graph"}),
              IsEmpty());
  EXPECT_EQ(g.graph_k, std::nullopt);
  EXPECT_TRUE(g.keep);
  Grouping same_place;
  EXPECT_THAT(read_kinds(same_place, R"({"way": "tree", "share": 0.1})", {"grouping.way=graph"}),
              IsEmpty());
  EXPECT_EQ(same_place.share, 0.5);
}

TEST(Kinds, TheSameKindByAssignmentKeepsItsKeys) {
  Grouping g;
  EXPECT_THAT(read_kinds(g, R"({"k": 7})", {"grouping.way=graph", "grouping.way=ball"}), IsEmpty());
  EXPECT_EQ(g.ball_k, 7);
}

TEST(Kinds, AssignedKeysBelongToTheLastKindWhateverTheOrder) {
  for (const bool kind_first : {false, true}) {
    std::vector<std::string> assignments{"grouping.k=5", "grouping.way=graph"};
    if (kind_first) std::swap(assignments[0], assignments[1]);
    Grouping g;
    EXPECT_THAT(read_kinds(g, R"({"k": 7})", assignments), IsEmpty());
    EXPECT_EQ(g.graph_k, 5);
    EXPECT_EQ(g.ball_k, 10);
  }
  EXPECT_THAT(kind_problems("{}", {"grouping.tries=4", "grouping.way=graph"}),
              ElementsAre("--set grouping.tries=4: grouping.tries: is a key of \"way\": \"ball\", "
                          "but the way is \"graph\""));
}

TEST(Kinds, AWholeSectionMayBeAssigned) {
  Grouping g;
  EXPECT_THAT(
      read_kinds(g, R"({"k": 7})", {R"(grouping={"way": "graph", "k": "auto", "share": 1})"}),
      IsEmpty());
  EXPECT_EQ(g.way, Way::kGraph);
  EXPECT_EQ(g.graph_k, std::nullopt);
  EXPECT_EQ(g.share, 1);
}

TEST(Kinds, OnlyTheChosenKindsKeysAreWritten) {
  Grouping g;
  g.way = Way::kGraph;
  EXPECT_EQ(write_fields(fields_of(g)).dump(),
            R"({"grouping":{"way":"graph","keep":false,"k":"auto","share":0.5}})");
}

TEST(Kinds, NumbersMayBeAutoOrOdd) {
  EXPECT_THAT(
      kind_problems(R"({"way": "graph", "k": "autom"})"),
      ElementsAre("j: grouping.k: found \"autom\", expected \"auto\" or a whole number from "
                  "1 to 100"));
  EXPECT_THAT(kind_problems(R"({"way": "graph", "k": 0})").size(), 1U);
  EXPECT_THAT(kind_problems(R"({"way": "tree", "side": 4})"),
              ElementsAre("j: grouping.side: found 4, expected an odd whole number from 1 to 31"));
}

TEST(Kinds, EachHasASchemaThatTakesTheOthersKeysWithTheirDefaultsOnly) {
  Grouping g;
  const auto schema = schema_of(fields_of(g))["properties"]["grouping"];
  ASSERT_EQ(schema["oneOf"].size(), 3U);
  const auto& ball = schema["oneOf"][0];
  EXPECT_EQ(ball["additionalProperties"], false);
  EXPECT_EQ(ball["properties"]["way"]["const"], "ball");
  EXPECT_TRUE(ball["properties"].contains("keep"));
  EXPECT_EQ(ball["properties"]["share"].dump(), R"({"enum":[0.5],"doNotSuggest":true})");
  EXPECT_FALSE(ball.contains("required"));  // it is the default
  const auto& graph = schema["oneOf"][1];
  EXPECT_THAT(graph["required"].get<std::vector<std::string>>(), ElementsAre("way"));
  EXPECT_EQ(graph["properties"]["k"]["anyOf"][0]["const"], "auto");
  EXPECT_EQ(graph["properties"]["k"]["default"], "auto");
  const auto& tree = schema["oneOf"][2];
  EXPECT_EQ(tree["properties"]["k"].dump(), R"({"enum":[10,"auto"],"doNotSuggest":true})");
}

TEST(Kinds, TheReferenceNamesThemBehindTheirKeys) {
  Grouping g;
  const std::string table = reference_of(fields_of(g));
  EXPECT_NE(table.find("| `grouping.way` | `\"ball\"` | \"ball\" or \"graph\" or \"tree\" | ball: "
                       "round ones; graph: connected ones; tree: nested ones |"),
            std::string::npos)
      << table;
  EXPECT_NE(table.find("| `grouping.k` (ball) | `10` |"), std::string::npos) << table;
  EXPECT_NE(table.find("| `grouping.k` (graph) | `\"auto\"` |"), std::string::npos) << table;
  EXPECT_NE(table.find("| `grouping.share` (graph, tree) | `0.5` |"), std::string::npos) << table;
}

// A section that only one kind has.
struct Drawing {
  Way way = Way::kBall;
  std::int64_t height = 64;
  bool filled = false;
};

Fields fields_of(Drawing& d) {
  const SectionValue size{{{"height", "in pixels", IntegerValue{&d.height, {1, 100}}},
                           {"filled", "a switch", SwitchValue{&d.filled}}}};
  return {{"drawing", "how to draw",
           section_of_kinds<Way>("way", d.way,
                                 {{"ball", Way::kBall, "round", {}},
                                  {"tree", Way::kTree, "nested", {{"size", "how large", size}}}},
                                 {})}};
}

std::vector<std::string> read_drawing(Drawing& d, const std::string& text,
                                      const std::vector<std::string>& assignments = {}) {
  FieldReader reader(fields_of(d));
  reader.read({{"drawing", nlohmann::json::parse(text)}}, {"j", "/"});
  reader.assign(assignments, "/");
  return reader.problems();
}

TEST(FieldReader, AKindMayHaveASection) {
  Drawing d;
  EXPECT_THAT(
      read_drawing(d, R"({"way": "tree", "size": {"height": 7}})", {"drawing.size.filled=true"}),
      IsEmpty());
  EXPECT_EQ(d.height, 7);
  EXPECT_TRUE(d.filled);
  EXPECT_THAT(read_drawing(d, R"({"way": "tree", "size": {"height": 0, "hight": 1}})"),
              testing::UnorderedElementsAre(
                  "j: drawing.size.height: found 0, expected a whole number from 1 to 100",
                  "j: drawing.size.hight: unknown key; did you mean \"drawing.size.height\"?"));
  EXPECT_THAT(read_drawing(d, R"({"way": "tree", "size": 3})"),
              ElementsAre("j: drawing.size: found 3, expected an object { ... }"));
}

TEST(FieldReader, ASectionOfAnotherKindIsRefusedUnlessItIsTheDefault) {
  Drawing d;
  EXPECT_THAT(read_drawing(d, R"({"size": {"height": 7}})"),
              ElementsAre("j: drawing.size: is a key of \"way\": \"tree\", but the way is "
                          "\"ball\""));
  EXPECT_THAT(read_drawing(d, R"({"size": {"height": 64, "filled": false}})"), IsEmpty());
}

TEST(FieldReader, AnotherKindForgetsTheSectionOfTheOldOne) {
  Drawing d;
  EXPECT_THAT(read_drawing(d, R"({"way": "tree", "size": {"height": 7, "filled": true}})",
                           {"drawing.way=ball"}),
              IsEmpty());
  EXPECT_EQ(d.height, 64);
  EXPECT_FALSE(d.filled);
}

TEST(FieldDocs, NameTheKindOfASectionsKeys) {
  Drawing d;
  EXPECT_THAT(reference_of(fields_of(d)),
              testing::HasSubstr("| `drawing.size.height` (tree) | `64` | a whole number from 1 to "
                                 "100 | in pixels |\n"));
}

}  // namespace
}  // namespace codegrid
