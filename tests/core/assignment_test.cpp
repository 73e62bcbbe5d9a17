#include "core/assignment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace codegrid {
namespace {

using testing::StartsWith;

class Assignments : public testing::Test {
 protected:
  Assignments() {
    root_.fields = {
        {"name", "a text", TextValue{&text_}},
        {"root", "a path", PathValue{&path_}},
        {"seed", "a whole number", IntegerValue{&whole_, {}}},
        {"rate", "a number", NumberValue{&number_, {}}},
        {"keep", "a switch", SwitchValue{&keep_}},
        {"k", "auto or a number", AutoIntegerValue{&automatic_, {}}},
        {"clusters", "one or several", SweptIntegerValue{IntegerValue{&whole_, {}}, &several_}},
        {"betas", "two numbers", NumberTupleValue{{&number_, &number_}, {}}},
        {"part", "a section", SectionValue{{{"seed", "x", IntegerValue{&whole_, {}}}}}}};
  }
  Assignment parse(const std::string& text) const { return parse_assignment(text, root_, "/work"); }
  // The value that is read for `text`, as JSON.
  std::string value(const std::string& text) const {
    const Assignment parsed = parse(text);
    EXPECT_EQ(parsed.problem, "");
    return parsed.object.begin().value().dump();
  }

  SectionValue root_;
  std::string text_;
  std::filesystem::path path_;
  std::int64_t whole_ = 0;
  double number_ = 0;
  bool keep_ = false;
  std::optional<std::int64_t> automatic_;
  Sweep several_;
};

TEST_F(Assignments, AreNumbersAsPeopleWriteThem) {
  EXPECT_EQ(value("rate=.001"), "0.001");
  EXPECT_EQ(value("rate=+0.001"), "0.001");
  EXPECT_EQ(value("rate=-.5"), "-0.5");
  EXPECT_EQ(value("rate=1."), "1.0");
  EXPECT_EQ(value("rate=+.1e-2"), "0.001");
  EXPECT_EQ(value("rate=1e-3"), "0.001");
  EXPECT_EQ(value("seed=+7"), "7");
  EXPECT_EQ(value("seed=007"), "7");
  EXPECT_EQ(value("seed=000"), "0");
  EXPECT_EQ(value("seed=+9223372036854775807"), "9223372036854775807");
  EXPECT_EQ(value("seed= 5 "), "5");
  EXPECT_EQ(value("k=+3"), "3");
}

TEST_F(Assignments, AreListsOfSuchNumbers) {
  EXPECT_EQ(value("betas=[.9,+.99]"), "[0.9,0.99]");
  EXPECT_EQ(value("betas=[ .9 , 1. ]"), "[0.9,1.0]");
  EXPECT_EQ(value("betas=[]"), "[]");
  EXPECT_EQ(value("betas=[1,2,3]"), "[1,2,3]");
}

TEST_F(Assignments, OfNumbersAreListsWithoutBracketsToo) {
  EXPECT_EQ(value("betas=.9,+.99"), "[0.9,0.99]");
  EXPECT_EQ(value("clusters=5,10,20"), "[5,10,20]");
  EXPECT_EQ(value("clusters= 5 , 10 "), "[5,10]");
  EXPECT_EQ(value("clusters=[5,10]"), "[5,10]");
  EXPECT_EQ(value("clusters=5"), "5");
  EXPECT_EQ(value("clusters=2-20:2"), R"("2-20:2")");
  EXPECT_EQ(value(R"(clusters="2-20")"), R"("2-20")");
  for (const char* text : {"5,", ",5", "5,,6", "5,x", "5;6", ","})
    EXPECT_EQ(value("clusters=" + std::string(text)), nlohmann::json(text).dump());
  EXPECT_EQ(value("rate=1,2"), R"("1,2")");
  EXPECT_EQ(value("name=1,2"), R"("1,2")");
}

TEST_F(Assignments, WhatIsNoNumberStaysAText) {
  for (const char* text :
       {"5x", ".", "+", "-", "+-5", "1.5.2", "0x10", "1_000", "NaN", "inf", "1e999", "1e", ""}) {
    EXPECT_EQ(value("rate=" + std::string(text)), nlohmann::json(text).dump()) << text;
  }
}

TEST_F(Assignments, TakeTextsAsTheyStandOrOutOfQuotes) {
  EXPECT_EQ(value("name=5"), R"("5")");
  EXPECT_EQ(value("name=a=b"), R"("a=b")");
  EXPECT_EQ(value(R"(name="relu")"), R"("relu")");
  EXPECT_EQ(value(R"(root="my data")"), R"("my data")");
  EXPECT_EQ(value(R"(name="a)"), R"("\"a")");
  EXPECT_EQ(value(R"(name="a" "b")"), R"("\"a\" \"b\"")");
  EXPECT_EQ(value(R"(k="auto")"), R"("auto")");
  EXPECT_EQ(value("keep=true"), "true");
}

TEST_F(Assignments, AreAsStrictAsAFileInObjectsAndLists) {
  EXPECT_EQ(parse(R"(part={"seed": 1, "seed": 2})").problem,
            R"(--set part={"seed": 1, "seed": 2}: seed: given twice; keep one)");
  EXPECT_THAT(parse(R"(part={"seed": })").problem,
              StartsWith(R"(--set part={"seed": }: not JSON: line 1, column 10: syntax error)"));
  EXPECT_THAT(parse("betas=[1,").problem, StartsWith("--set betas=[1,: not JSON: line 1"));
  EXPECT_THAT(parse("betas=" + std::string(5000, '[')).problem,
              testing::EndsWith(": nested deeper than 100 levels"));
}

TEST_F(Assignments, SayWhatIsWrongWithThemselves) {
  EXPECT_EQ(parse("seed").problem, "--set seed: expected key=value, such as training.epochs=20");
  EXPECT_EQ(parse("=1").problem, "--set =1: expected key=value, such as training.epochs=20");
  EXPECT_EQ(parse("root=caf\xe9").problem, "--set root=caf\\xe9: expected text in UTF-8");
  EXPECT_EQ(parse("seed.x=1").problem, "--set seed.x=1: seed.x: seed has no keys of its own");
  EXPECT_EQ(parse("part.seed=1").object.dump(), R"({"part":{"seed":1}})");
}

}  // namespace
}  // namespace codegrid
