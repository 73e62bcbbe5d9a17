#include "core/sweep.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/fields.hpp"

namespace codegrid {
namespace {

using nlohmann::json;
using Numbers = std::vector<std::int64_t>;

Numbers numbers_of(const json& found) {
  const SweepReading reading = read_sweep(found, 1, 1000);
  EXPECT_EQ(reading.problem, "") << found;
  return reading.sweep.values;
}

std::string problem_of(const json& found) {
  const SweepReading reading = read_sweep(found, 1, 1000);
  EXPECT_TRUE(reading.sweep.empty()) << found;
  return reading.problem;
}

json as_many(std::size_t count) {
  json list = json::array();
  for (std::size_t i = 1; i <= count; ++i) list.push_back(i);
  return list;
}

TEST(Sweep, IsAListInItsOrderOrARangeWithBothEnds) {
  EXPECT_EQ(numbers_of({20, 5, 10}), (Numbers{20, 5, 10}));
  EXPECT_EQ(numbers_of(json::parse("[2.0, 1e3]")), (Numbers{2, 1000}));
  EXPECT_EQ(numbers_of("2-5"), (Numbers{2, 3, 4, 5}));
  EXPECT_EQ(numbers_of("2-20:6"), (Numbers{2, 8, 14, 20}));
  EXPECT_EQ(numbers_of("2-19:6"), (Numbers{2, 8, 14}));
  EXPECT_EQ(numbers_of("7-7"), (Numbers{7}));
  EXPECT_EQ(numbers_of("2-20:1000"), (Numbers{2}));
}

TEST(Sweep, IsWrittenAsItWasGiven) {
  for (const json& given : {json{20, 5, 10}, json("2-5"), json("2-20:6"), json::array({7})})
    EXPECT_EQ(json(write_sweep(read_sweep(given, 1, 1000).sweep)), given);
}

TEST(Sweep, AWrongListSaysWhatIsWrongWithIt) {
  EXPECT_EQ(problem_of(json::array()), "the list is empty");
  EXPECT_EQ(problem_of({5, 10, 5}), "5 is in the list twice");
  EXPECT_EQ(problem_of(json::parse("[5, 5.0]")), "5 is in the list twice");
  EXPECT_EQ(problem_of({5, 0}), "item 2 of the list is no such number");
  EXPECT_EQ(problem_of(json::array({1001})), "item 1 of the list is no such number");
  EXPECT_EQ(problem_of(json::parse("[5, 10.5]")), "item 2 of the list is no such number");
  EXPECT_EQ(problem_of(json::parse(R"(["5", 10])")), "item 1 of the list is no such number");
  EXPECT_EQ(problem_of(json::parse("[true]")), "item 1 of the list is no such number");
  EXPECT_EQ(problem_of(json::parse("[[5, 10], 20]")), "item 1 of the list is no such number");
}

TEST(Sweep, AWrongRangeSaysWhatIsWrongWithIt) {
  EXPECT_EQ(problem_of("20-2"), "20 is more than 2");
  EXPECT_EQ(problem_of("2-20:0"), "steps of 0 lead nowhere");
  EXPECT_EQ(problem_of("0-20"), "0 is no such number");
  EXPECT_EQ(problem_of("2-1001"), "1001 is no such number");
}

TEST(Sweep, HasAHundredNumbersAtMost) {
  EXPECT_EQ(numbers_of(as_many(100)).size(), 100U);
  EXPECT_EQ(numbers_of("1-100").size(), 100U);
  EXPECT_EQ(numbers_of("1-1000:10").size(), 100U);
  EXPECT_EQ(problem_of(as_many(101)), "the list has 101 numbers");
  EXPECT_EQ(problem_of("1-101"), "the range has 101 numbers");
  EXPECT_EQ(read_sweep("0-9223372036854775807", 0, INT64_MAX).problem,
            "the range has 9,223,372,036,854,775,808 numbers");
}

TEST(Sweep, IsNoOtherValue) {
  for (const char* text :
       {"", "-", "5", "2-", "-20", "2-20:", "2-20:x", "2 - 20", "2-20 ", "2-20\n", "+2-20", "2--20",
        "2-20:-2", "02-20", "2-020", "2..20", "auto", "99999999999999999999-3"})
    EXPECT_EQ(problem_of(text), "") << text;
  EXPECT_EQ(problem_of(5), "");
  EXPECT_EQ(problem_of({{"from", 2}, {"to", 20}}), "");
  EXPECT_EQ(problem_of(nullptr), "");
}

TEST(Sweep, IsStoredBesideItsGreatestNumberAndForgottenWithOne) {
  std::int64_t one = 3;
  std::optional<std::int64_t> automatic;
  Sweep several;
  for (const bool may_be_auto : {false, true}) {
    SweptIntegerValue value{IntegerValue{&one, {1, 99}}, &several};
    if (may_be_auto) value.one = AutoIntegerValue{&automatic, {1, 99}};
    EXPECT_TRUE(store_value({5, 20, 10}, value, {}));
    EXPECT_EQ(several.values, (Numbers{5, 20, 10}));
    EXPECT_EQ(may_be_auto ? *automatic : one, 20);
    EXPECT_FALSE(store_value({7, 7}, value, {}));
    EXPECT_FALSE(store_value("9-2", value, {}));
    EXPECT_FALSE(store_value(100, value, {}));
    EXPECT_EQ(several.values, (Numbers{5, 20, 10}));
    EXPECT_TRUE(store_value(7, value, {}));
    EXPECT_TRUE(several.empty());
    EXPECT_EQ(may_be_auto ? *automatic : one, 7);
    EXPECT_EQ(store_value("auto", value, {}), may_be_auto);
  }
  EXPECT_EQ(automatic, std::nullopt);
}

}  // namespace
}  // namespace codegrid
