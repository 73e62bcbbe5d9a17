#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/field_docs.hpp"
#include "core/field_reader.hpp"
#include "core/fields.hpp"

namespace codegrid {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

enum class StepWay { kBall, kGraph, kTree };

// How one step of a plan groups; of three kinds, `k` another field in each of two.
struct PlanStep {
  std::int64_t name = 3;
  StepWay way = StepWay::kBall;
  bool keep = false;
  std::int64_t ball_k = 10;
  std::int64_t tries = 3;
  std::optional<std::int64_t> graph_k;
  double share = 0.5;
};

// A list of steps, and one that need not be there.
struct Plan {
  std::vector<PlanStep> steps;
  std::optional<PlanStep> last;
  bool keep = false;
};

SectionValue grouping_section(PlanStep& s) {
  const Field share{"share", "of all", NumberValue{&s.share, {0, 1}}};
  return section_of_kinds<StepWay>(
      "way", s.way,
      {{"ball",
        StepWay::kBall,
        "round ones",
        {{"k", "how many", IntegerValue{&s.ball_k, {1, 100}}},
         {"tries", "how often", IntegerValue{&s.tries, {1, 9}}}}},
       {"graph",
        StepWay::kGraph,
        "connected ones",
        {{"k", "how many", AutoIntegerValue{&s.graph_k, {1, 100}}}, share}},
       {"tree", StepWay::kTree, "nested ones", {share}}},
      {{"keep", "a switch", SwitchValue{&s.keep}}});
}

SectionValue step_section(PlanStep& s) {
  return SectionValue{
      {{"name", "of it", IntegerValue{&s.name, {1, 9}}, true}, {"by", "how", grouping_section(s)}}};
}

Fields fields_of(Plan& plan) {
  return {{"steps", "in order", section_list(plan.steps, 3, step_section)},
          {"last", "at the end", optional_section(plan.last, grouping_section)},
          {"keep", "a switch", SwitchValue{&plan.keep}}};
}

std::vector<std::string> read_plan(Plan& plan, const std::string& text,
                                   const std::vector<std::string>& assignments = {}) {
  FieldReader reader(fields_of(plan));
  reader.read(nlohmann::json::parse(text), {"j", "/"});
  reader.assign(assignments, "/");
  return reader.problems();
}

std::vector<std::string> plan_problems(const std::string& text,
                                       const std::vector<std::string>& assignments = {}) {
  Plan plan;
  return read_plan(plan, text, assignments);
}

constexpr const char* kTwoSteps =
    R"({"steps": [{"name": 1}, {"name": 2, "by": {"way": "graph", "k": 7}}]})";

TEST(SectionList, IsReadItemByItemEachFromItsDefaults) {
  Plan plan;
  EXPECT_THAT(read_plan(plan, kTwoSteps), IsEmpty());
  ASSERT_EQ(plan.steps.size(), 2U);
  EXPECT_EQ(plan.steps[0].way, StepWay::kBall);
  EXPECT_EQ(plan.steps[1].way, StepWay::kGraph);
  EXPECT_EQ(plan.steps[1].graph_k, 7);
  EXPECT_EQ(plan.steps[1].ball_k, 10);
  EXPECT_FALSE(plan.last.has_value());
}

TEST(SectionList, NamesItemsByTheirPlaces) {
  EXPECT_THAT(plan_problems(R"({"steps": [{"by": {"k": 0}}, 3, {"name": 2, "by": {"tris": 1}}]})"),
              ElementsAre("j: steps[0].by.k: found 0, expected a whole number from 1 to 100",
                          "j: steps[0].name: missing; expected a whole number from 1 to 9",
                          "j: steps[1]: found 3, expected an object { ... }",
                          "j: steps[2].by.tris: unknown key; did you mean \"steps[2].by.tries\"?"));
}

TEST(SectionList, IsAListOfNotTooManyObjects) {
  for (const char* found : {"3", "null", "{}", R"({"0":{}})", "[{},{},{},{}]"}) {
    EXPECT_THAT(plan_problems(R"({"steps": )" + std::string(found) + "}"),
                ElementsAre("j: steps: found " + std::string(found) +
                            ", expected a list of at most 3 objects { ... }"));
  }
  EXPECT_THAT(plan_problems(R"({"steps": []})"), IsEmpty());
}

TEST(SectionList, AFileGivesTheWholeOfIt) {
  EXPECT_THAT(plan_problems(R"({"steps": {"[0]": {"name": 1}}})"),
              ElementsAre("j: steps[0]: not there: steps has no items; give the whole list"));
}

TEST(SectionList, AnAssignmentReachesIntoAnItem) {
  for (const char* item : {"steps[1]", "steps.1"}) {
    Plan plan;
    EXPECT_THAT(read_plan(plan, kTwoSteps, {std::string(item) + ".by.k=5", "steps[0].name=9"}),
                IsEmpty());
    EXPECT_EQ(plan.steps[1].graph_k, 5);
    EXPECT_EQ(plan.steps[0].name, 9);
    EXPECT_EQ(plan.steps[1].name, 2);
  }
}

TEST(SectionList, AnAssignedKindOfAnItemForgetsTheOldOnesKeys) {
  Plan plan;
  EXPECT_THAT(read_plan(plan, kTwoSteps, {"steps[1].by.tries=5", "steps[1].by.way=ball"}),
              IsEmpty());
  EXPECT_EQ(plan.steps[1].tries, 5);
  EXPECT_EQ(plan.steps[1].graph_k, std::nullopt);
}

TEST(SectionList, AnItemThatThereIsNotIsRefused) {
  EXPECT_THAT(
      plan_problems(kTwoSteps,
                    {"steps[2].name=5", "steps[1]=5", "steps.by.k=5", "steps[x].name=1"}),
      ElementsAre(
          "--set steps[2].name=5: steps[2]: not there: the items of steps are steps[0] to "
          "steps[1]",
          "--set steps[1]=5: steps[1]: found 5, expected an object { ... }",
          "--set steps.by.k=5: steps.by.k: expected an item of steps by its place, such as "
          "steps[0]",
          "--set steps[x].name=1: steps[x]: unknown key; expected one of steps, last, keep"));
  EXPECT_THAT(
      plan_problems("{}", {"steps[0].name=5"}),
      ElementsAre("--set steps[0].name=5: steps[0]: not there: steps has no items; give the "
                  "whole list"));
}

TEST(SectionList, AnAssignedListTakesThePlaceOfTheOld) {
  Plan plan;
  EXPECT_THAT(read_plan(plan, kTwoSteps,
                        {"steps[1].by.k=5", R"(steps=[{"name": 3}, {"name": 4}])",
                         "steps[1].by.way=tree", "steps[0].by.tries=8"}),
              IsEmpty());
  ASSERT_EQ(plan.steps.size(), 2U);
  EXPECT_EQ(plan.steps[1].name, 4);
  EXPECT_EQ(plan.steps[1].way, StepWay::kTree);
  EXPECT_EQ(plan.steps[1].graph_k, std::nullopt);
  EXPECT_EQ(plan.steps[0].tries, 8);
  EXPECT_THAT(read_plan(plan, kTwoSteps, {"steps=[]"}), IsEmpty());
  EXPECT_THAT(plan.steps, IsEmpty());
}

TEST(OptionalSection, IsThereWhereTheFileOrAnAssignmentHasIt) {
  Plan plan;
  EXPECT_THAT(read_plan(plan, R"({"last": {"way": "graph", "share": 0.25}})"), IsEmpty());
  ASSERT_TRUE(plan.last.has_value());
  EXPECT_EQ(plan.last->share, 0.25);
  Plan assigned;
  EXPECT_THAT(read_plan(assigned, "{}", {"last.share=.25", "last.way=graph"}), IsEmpty());
  ASSERT_TRUE(assigned.last.has_value());
  EXPECT_EQ(assigned.last->way, StepWay::kGraph);
  EXPECT_EQ(assigned.last->share, 0.25);
}

TEST(OptionalSection, IsTakenAwayByNull) {
  Plan plan;
  EXPECT_THAT(read_plan(plan, R"({"last": {}})", {"last=null"}), IsEmpty());
  EXPECT_FALSE(plan.last.has_value());
  EXPECT_THAT(read_plan(plan, R"({"last": null})"), IsEmpty());
  EXPECT_FALSE(plan.last.has_value());
}

TEST(OptionalSection, IsAnObjectOrNull) {
  EXPECT_THAT(plan_problems(R"({"last": 3})"),
              ElementsAre("j: last: found 3, expected an object { ... }, or null for none"));
  EXPECT_THAT(plan_problems(R"({"last": {"tris": 3}})"),
              ElementsAre(R"(j: last.tris: unknown key; did you mean "last.tries"?)"));
}

TEST(AddedSections, AreWrittenOnlyWhereTheyAre) {
  Plan plan;
  EXPECT_EQ(write_fields(fields_of(plan)).dump(), R"({"keep":false})");
  ASSERT_THAT(read_plan(plan, R"({"steps": [{"name": 5}], "last": {}})"), IsEmpty());
  const std::string by = R"({"way":"ball","keep":false,"k":10,"tries":3})";
  EXPECT_EQ(write_fields(fields_of(plan)).dump(),
            R"({"steps":[{"name":5,"by":)" + by + R"(}],"last":)" + by + R"(,"keep":false})");
  Plan again;
  EXPECT_THAT(read_plan(again, write_fields(fields_of(plan)).dump()), IsEmpty());
  EXPECT_EQ(write_fields(fields_of(again)), write_fields(fields_of(plan)));
}

TEST(AddedSections, HaveASchemaOfTheirOwn) {
  Plan plan;
  const auto properties = schema_of(fields_of(plan))["properties"];
  EXPECT_EQ(properties["steps"]["type"], "array");
  EXPECT_EQ(properties["steps"]["maxItems"], 3);
  EXPECT_EQ(properties["steps"]["default"].dump(), "[]");
  EXPECT_EQ(properties["steps"]["items"]["required"].dump(), R"(["name"])");
  EXPECT_EQ(properties["last"]["anyOf"][0]["oneOf"].size(), 3U);
  EXPECT_EQ(properties["last"]["anyOf"][1].dump(), R"({"type":"null"})");
  EXPECT_TRUE(properties["last"]["default"].is_null());
}

TEST(AddedSections, TellOfASectionThatTheRootHasOnlyOnce) {
  PlanStep step;
  Plan plan;
  Fields fields = fields_of(plan);
  fields.push_back({"by", "how", grouping_section(step)});
  const std::string table = reference_of(fields);
  EXPECT_NE(table.find("| `steps` | `[]` | a list of at most 3 objects { ... } | in order |\n"
                       "| `steps[].name` | required | a whole number from 1 to 9 | of it |\n"
                       "| `steps[].by` | as `by` | an object { ... } | how |\n"
                       "| `last` | `null` | an object { ... }, or null for none | at the end |\n"
                       "| `last.way` | `\"ball\"` | "),
            std::string::npos)
      << table;
}

TEST(FieldReader, KnowsWhichKeysOfTheRootWereGivenAndWhere) {
  Plan plan;
  FieldReader reader(fields_of(plan));
  reader.read(nlohmann::json::parse(R"({"keep": true})"), {"j", "/"});
  reader.assign({"keep=false", "last.way=graph"}, "/");
  EXPECT_EQ(reader.source_of("keep"), "j");
  EXPECT_EQ(reader.source_of("last"), "--set last.way=graph");
  EXPECT_EQ(reader.source_of("steps"), "");
}

}  // namespace
}  // namespace codegrid
