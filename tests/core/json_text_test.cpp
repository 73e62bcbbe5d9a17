#include "core/json_text.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <random>

namespace codegrid {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

TEST(CompactJson, KeepsTheOrderOfKeysAndTheTypeOfEveryValue) {
  const ordered_json value{{"whole", 3},
                           {"double", 3.0},
                           {"text", "a \"b\"\n"},
                           {"list", {1, 0.5, nullptr, true}},
                           {"k\"ey", ordered_json::object()},
                           {"none", ordered_json::array()}};
  const std::string text = compact_json(value);
  EXPECT_EQ(text, R"({"whole":3,"double":3.0,"text":"a \"b\"\n","list":[1,0.5,null,true],)"
                  R"("k\"ey":{},"none":[]})");
  EXPECT_EQ(ordered_json::parse(text), value);
}

TEST(CompactJson, ReadsBackToTheSameDoubleInNoMoreDigitsThanNlohmannNeeds) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> exponent(-30, 30);
  for (int i = 0; i < 100'000; ++i) {
    const double number = std::exp(exponent(random));
    const std::string text = compact_json(number);
    ASSERT_EQ(json::parse(text).get<double>(), number) << text;
    ASSERT_LE(text.size(), json(number).dump().size()) << text;
  }
}

TEST(CompactJson, HasNoNumberForWhatIsNotFinite) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(compact_json({kInfinity, -kInfinity, std::nan("")}), "[null,null,null]");
}

}  // namespace
}  // namespace codegrid
