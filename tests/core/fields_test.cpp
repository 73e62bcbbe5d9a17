#include "core/fields.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/field_docs.hpp"
#include "core/field_reader.hpp"

namespace codegrid {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

enum class Color { kRed, kGreen };

struct Thing {
  std::int64_t epochs = 200;
  double rate = 0.5;
  bool keep = false;
  std::string name = "x";
  std::filesystem::path root;
  std::filesystem::path file;
  Color color = Color::kRed;
  std::vector<std::int64_t> hidden;
  std::int64_t rows = 3;
  std::int64_t columns = 4;
  double beta1 = 0.9;
  double beta2 = 0.99;
};

Fields fields_of(Thing& t) {
  Fields inner{{"epochs", "how many", IntegerValue{&t.epochs, {1, 1000}}},
               {"rate", "how fast", NumberValue{&t.rate, {0, 1, false, true}}},
               {"betas", "decays", NumberTupleValue{{&t.beta1, &t.beta2}, {0, 1, true, false}}}};
  return {{"name", "a name", TextValue{&t.name}},
          {"training", "inner", SectionValue{inner}},
          {"keep", "a switch", SwitchValue{&t.keep}},
          {"root", "a folder", PathValue{&t.root}, true},
          {"file", "a name below root", PathValue{&t.file, PathBase::kNone}},
          {"color", "a choice", choice(t.color, {{"red", Color::kRed}, {"green", Color::kGreen}})},
          {"hidden", "widths", IntegerListValue{&t.hidden, {1, 100}, 3}},
          {"page", "rows and columns", IntegerTupleValue{{&t.rows, &t.columns}, {1, 100}}}};
}

std::vector<std::string> read(Thing& thing, const std::string& text) {
  FieldReader reader(fields_of(thing));
  reader.read(nlohmann::json::parse(text), {"job.json", "/base"});
  return reader.problems();
}

std::vector<std::string> problems_of(const std::string& text) {
  Thing thing;
  return read(thing, text);
}

std::vector<std::string> assign(Thing& thing, const std::string& assignment) {
  FieldReader reader(fields_of(thing));
  reader.assign({assignment}, "/work");
  return reader.problems();
}

TEST(Fields, ReadEveryKindOfValue) {
  Thing t;
  EXPECT_THAT(
      read(t,
           R"({"name": "n", "training": {"epochs": 7, "rate": 1, "betas": [0, 0.5]}, "keep": true,
                          "root": "./d", "file": "a.gz", "color": "green", "hidden": [5, 6], "page": [1, 2]})"),
      IsEmpty());
  EXPECT_EQ(t.epochs, 7);
  EXPECT_EQ(t.rate, 1);
  EXPECT_EQ(t.beta2, 0.5);
  EXPECT_TRUE(t.keep);
  EXPECT_EQ(t.root, "/base/d");
  EXPECT_EQ(t.file, "a.gz");
  EXPECT_EQ(t.color, Color::kGreen);
  EXPECT_THAT(t.hidden, ElementsAre(5, 6));
  EXPECT_EQ(t.columns, 2);
}

TEST(Fields, ReportAllProblemsAtOnce) {
  EXPECT_THAT(
      problems_of(R"({"trainnig": {}, "training": {"epochs": 2.9}, "keep": 1})"),
      ElementsAre("job.json: keep: found 1, expected true or false",
                  "job.json: training.epochs: found 2.9, expected a whole number from 1 to 1000",
                  "job.json: trainnig: unknown key; did you mean \"training\"?",
                  "job.json: root: missing; expected a path"));
}

TEST(Fields, FindAKeyThatStandsInTheWrongSection) {
  EXPECT_THAT(problems_of(R"({"root": "r", "epochs": 3})"),
              ElementsAre("job.json: epochs: unknown key; did you mean \"training.epochs\"?"));
}

TEST(Fields, RefuseNumbersThatAreNotWholeOrOutOfRange) {
  for (const char* value : {"2.9", "1e-1", "0", "1001", "-1", "true", "\"3\"", "null",
                            "99999999999999999999", "18446744073709551615", "[1]"}) {
    EXPECT_EQ(
        problems_of(R"({"root": "r", "training": {"epochs": )" + std::string(value) + "}}").size(),
        1U)
        << value;
  }
}

TEST(Fields, TakeEveryWayToWriteAWholeNumber) {
  for (const char* value : {"20", "20.0", "2e1", "2.0E+1", "200e-1"}) {
    Thing t;
    EXPECT_THAT(read(t, R"({"root": "r", "training": {"epochs": )" + std::string(value) + "}}"),
                IsEmpty())
        << value;
    EXPECT_EQ(t.epochs, 20) << value;
  }
  Thing t;
  EXPECT_THAT(read(t, R"({"root": "r", "hidden": [5.0, 1e1], "page": [7.0, 8]})"), IsEmpty());
  EXPECT_THAT(t.hidden, ElementsAre(5, 10));
  EXPECT_EQ(t.rows, 7);
}

TEST(Fields, TakeNoWholeNumberThatTheyCannotHold) {
  std::int64_t seed = 0;
  for (const char* value : {"9223372036854775808", "9.223372036854775807e18", "1e19", "1e300",
                            "-1e19", "18446744073709551615"}) {
    FieldReader reader({{"seed", "of all", IntegerValue{&seed, {}}}});
    reader.read(nlohmann::json::parse(R"({"seed": )" + std::string(value) + "}"), {"j", "/"});
    EXPECT_EQ(reader.problems().size(), 1U) << value;
  }
  FieldReader reader({{"seed", "of all", IntegerValue{&seed, {}}}});
  reader.read(nlohmann::json::parse(R"({"seed": 9223372036854775807})"), {"j", "/"});
  EXPECT_THAT(reader.problems(), IsEmpty());
  EXPECT_EQ(seed, INT64_MAX);
}

TEST(Fields, RefuseControlCharactersInTextsAndPaths) {
  EXPECT_THAT(
      problems_of(R"({"root": "r\u0000s", "name": "a\nb", "file": "f\u001b[2J"})"),
      ElementsAre(
          R"(job.json: file: found "f\u001b[2J", expected a path without control characters)",
          R"(job.json: name: found "a\nb", expected a text without control characters)",
          R"(job.json: root: found "r\u0000s", expected a path without control characters)"));
}

TEST(Fields, ShowKeysWithControlCharactersWhole) {
  EXPECT_THAT(problems_of(R"({"root": "r", "training": {"bell\u0007\u0000x": 1}})"),
              ElementsAre("job.json: training.bell\\x07\\x00x: unknown key; expected one of "
                          "epochs, rate, betas"));
}

TEST(Fields, ShowAKeyThatIsEmpty) {
  EXPECT_THAT(
      problems_of(R"({"root": "r", "": 1})"),
      ElementsAre("job.json: \"\": unknown key; expected one of name, training, keep, root, "
                  "file, color, hidden, page"));
}

TEST(Fields, LeaveTheHomeFolderToTheShell) {
  const std::string problem = problems_of(R"({"root": "~/data"})").at(0);
  EXPECT_THAT(problem, testing::StartsWith(
                           "job.json: root: found \"~/data\", expected a path; \"~\" is the home "
                           "folder to a shell only: write "));
  EXPECT_THAT(problems_of(R"({"root": "./~/data", "file": "~data"})"), IsEmpty());
}

TEST(Fields, HonourOpenEndsOfRanges) {
  EXPECT_THAT(
      problems_of(R"({"root": "r", "training": {"rate": 0}})"),
      ElementsAre(
          "job.json: training.rate: found 0, expected a number, greater than 0 and at most 1"));
  EXPECT_THAT(problems_of(R"({"root": "r", "training": {"betas": [0.9, 1]}})"),
              ElementsAre("job.json: training.betas: found [0.9,1], expected a list of 2 numbers, "
                          "at least 0 and less "
                          "than 1"));
  EXPECT_THAT(problems_of(R"({"root": "r", "training": {"betas": [0.9]}})").size(), 1U);
}

TEST(Fields, SuggestTheNearestChoice) {
  EXPECT_THAT(problems_of(R"({"root": "r", "color": "gren"})"),
              ElementsAre("job.json: color: found \"gren\", expected \"red\" or \"green\"; did you "
                          "mean \"green\"?"));
}

TEST(Fields, SuggestNoChoiceThatIsNotNear) {
  EXPECT_THAT(problems_of(R"({"root": "r", "color": "blue"})"),
              ElementsAre("job.json: color: found \"blue\", expected \"red\" or \"green\""));
  EXPECT_THAT(problems_of(R"({"root": "r", "color": "GREEN"})"),
              ElementsAre("job.json: color: found \"GREEN\", expected \"red\" or \"green\"; did "
                          "you mean \"green\"?"));
  EXPECT_THAT(problems_of(R"({"root": "r", "keep": "True"})"),
              ElementsAre("job.json: keep: found \"True\", expected true or false; did you mean "
                          "true?"));
}

TEST(Fields, KeepTheOldValueWhereTheNewOneIsRefused) {
  Thing t;
  read(t, R"({"root": "r", "hidden": [5, 0], "page": [7, 0]})");
  EXPECT_TRUE(t.hidden.empty());
  EXPECT_EQ(t.rows, 3);
}

TEST(Fields, RefuseWhatIsNoObject) {
  EXPECT_THAT(problems_of("[]"), ElementsAre("job.json: found [], expected an object { ... }"));
  EXPECT_THAT(problems_of(R"({"root": "r", "training": 3})"),
              ElementsAre("job.json: training: found 3, expected an object { ... }"));
}

TEST(Fields, ShortenLongFindings) {
  const std::string problem =
      problems_of(R"({"root": "r", "keep": ")" + std::string(500, 'x') + "\"}").at(0);
  EXPECT_LT(problem.size(), 130U);
}

TEST(Assignment, SetsNestedValuesAndTakesWordsAsTheyStand) {
  Thing t;
  EXPECT_THAT(assign(t, "training.epochs=12"), IsEmpty());
  EXPECT_THAT(assign(t, "name=5"), IsEmpty());
  EXPECT_THAT(assign(t, "color=green"), IsEmpty());
  EXPECT_THAT(assign(t, "root=d=e"), IsEmpty());
  EXPECT_THAT(assign(t, "training={\"rate\": 0.25}"), IsEmpty());
  EXPECT_EQ(t.epochs, 12);
  EXPECT_EQ(t.name, "5");
  EXPECT_EQ(t.color, Color::kGreen);
  EXPECT_EQ(t.root, "/work/d=e");
  EXPECT_EQ(t.rate, 0.25);
}

TEST(Assignment, SaysWhatIsWrongWithIt) {
  Thing t;
  EXPECT_THAT(assign(t, "training.epochs"),
              ElementsAre("--set training.epochs: expected key=value, such as training.epochs=20"));
  EXPECT_THAT(assign(t, "training.epoch=3"),
              ElementsAre("--set training.epoch=3: training.epoch: unknown key; did you mean "
                          "\"training.epochs\"?"));
  EXPECT_THAT(assign(t, "training.epochs=many"),
              ElementsAre("--set training.epochs=many: training.epochs: found \"many\", expected a "
                          "whole number from 1 "
                          "to 1000"));
  EXPECT_THAT(assign(t, "keep.it=1"),
              ElementsAre("--set keep.it=1: keep.it: keep has no keys of its own"));
}

TEST(Assignment, MustBeUtf8) {
  Thing t;
  EXPECT_THAT(assign(t, "name=\xff"), ElementsAre("--set name=\\xff: expected text in UTF-8"));
  EXPECT_EQ(t.name, "x");
  EXPECT_THAT(assign(t, "name=\xc3\xbc"), IsEmpty());
}

TEST(Fields, WriteWhatTheyReadInTheTablesOrder) {
  Thing t;
  read(t, R"({"root": "r", "training": {"epochs": 7}, "hidden": [1]})");
  const auto written = write_fields(fields_of(t));
  EXPECT_EQ(written.begin().key(), "name");
  Thing again;
  EXPECT_THAT(read(again, written.dump()), IsEmpty());
  EXPECT_EQ(write_fields(fields_of(again)), written);
}

TEST(FieldDocs, SchemaCarriesRangesDefaultsAndRequiredKeys) {
  Thing t;
  const auto schema = schema_of(fields_of(t));
  EXPECT_EQ(schema["additionalProperties"], false);
  EXPECT_THAT(schema["required"].get<std::vector<std::string>>(), ElementsAre("root"));
  const auto& epochs = schema["properties"]["training"]["properties"]["epochs"];
  EXPECT_EQ(epochs["minimum"], 1);
  EXPECT_EQ(epochs["maximum"], 1000);
  EXPECT_EQ(epochs["default"], 200);
  EXPECT_EQ(epochs["description"], "how many");
  EXPECT_EQ(schema["properties"]["training"]["properties"]["rate"]["exclusiveMinimum"], 0);
  EXPECT_EQ(schema["properties"]["page"]["minItems"], 2);
}

TEST(FieldDocs, ReferenceHasARowForEachKey) {
  Thing t;
  const std::string table = reference_of(fields_of(t));
  EXPECT_NE(table.find("| `training.epochs` | `200` | a whole number from 1 to 1000 | how many |"),
            std::string::npos);
  EXPECT_NE(table.find("| `root` | required | a path | a folder |"), std::string::npos);
}

}  // namespace
}  // namespace codegrid
