#include "core/json_numbers.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace codegrid {
namespace {

using nlohmann::json;

TEST(WholeAt, TakesWhatAnInt64HoldsAndNothingElse) {
  EXPECT_EQ(whole_at(json{{"n", 0}}, "n"), 0);
  EXPECT_EQ(whole_at(json::parse(R"({"n": 9223372036854775807})"), "n"),
            std::numeric_limits<std::int64_t>::max());
  for (const char* text : {"-1", "1.5", "9223372036854775808", "1e3", "\"1\"", "null", "true"}) {
    const json object = json::parse(std::string(R"({"n": )") + text + "}");
    EXPECT_THROW(whole_at(object, "n"), std::out_of_range) << text;
  }
  EXPECT_THROW(whole_at(json::object(), "n"), json::exception);
  EXPECT_THROW(whole_at(json::array(), "n"), json::exception);
}

TEST(AsWhole, IsOneInEveryWayThatJsonWritesIt) {
  for (const char* text : {"20", "20.0", "2e1", "200e-1"})
    EXPECT_EQ(as_whole(json::parse(text)), 20) << text;
  for (const char* text : {"2.5", "9223372036854775808", "1e19", "-1e19", "\"2\"", "true", "[2]"})
    EXPECT_EQ(as_whole(json::parse(text)), std::nullopt) << text;
}

TEST(NumberAt, TakesEveryNumberAndNothingElse) {
  EXPECT_EQ(number_at(json{{"n", -0.5}}, "n"), -0.5);
  EXPECT_EQ(number_at(json{{"n", 3}}, "n"), 3.0);
  EXPECT_THROW(number_at(json{{"n", "3"}}, "n"), std::out_of_range);
  EXPECT_THROW(number_at(json{{"n", nullptr}}, "n"), std::out_of_range);
  EXPECT_THROW(number_at(json::object(), "n"), json::exception);
}

}  // namespace
}  // namespace codegrid
