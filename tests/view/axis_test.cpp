#include "view/axis.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <set>

namespace codegrid {
namespace {

constexpr double kPixels = 400;

std::vector<std::string> labels(const Axis& axis) {
  std::vector<std::string> texts;
  for (const Tick& tick : axis.ticks) texts.push_back(tick.label);
  return texts;
}

std::vector<std::vector<double>> hard_ranges() {
  return {{0.0869, 0.45}, {0.25, 0.25},     {0, 0},           {0, 1},
          {-3, 5},        {-1e-7, 2e-7},    {1, 1 + 1e-15},   {1.00000001, 1.00000002},
          {1e-12, 1e30},  {1e-100, 1e100},  {-1e100, 1e100},  {5e-324, 1e-320},
          {5e-324, 1},    {123456, 123457}, {9.99e5, 1.01e6}, {1, 3.01},
          {0.9, 9.1},     {-5e-9, -4e-9},   {1e7, 1e7}};
}

TEST(Axis, EveryValueIsVisibleInsideTheRange) {
  for (const auto& values : hard_ranges()) {
    const Axis axis = value_axis(values, kPixels);
    for (const double value : values) {
      EXPECT_GE(axis.place(value), 0) << values[0] << " to " << values[1];
      EXPECT_LE(axis.place(value), 1) << values[0] << " to " << values[1];
    }
  }
}

TEST(Axis, TicksRiseApartWithinTheRangeAndTheirLabelsDiffer) {
  for (const auto& values : hard_ranges()) {
    const Axis axis = value_axis(values, kPixels);
    const auto texts = labels(axis);
    EXPECT_GE(texts.size(), 2U) << values[0] << " to " << values[1];
    EXPECT_EQ(std::set<std::string>(texts.begin(), texts.end()).size(), texts.size())
        << testing::PrintToString(texts);
    double before = -1;
    for (const Tick& tick : axis.ticks) {
      const double place = axis.place(tick.value);
      EXPECT_GE(place, -1e-9);
      EXPECT_LE(place, 1 + 1e-9);
      EXPECT_GE((place - before) * kPixels, 33) << testing::PrintToString(texts);
      before = place;
    }
  }
}

TEST(Axis, LabelsSayTheirValue) {
  for (const auto& values : hard_ranges()) {
    const Axis axis = value_axis(values, kPixels);
    for (const Tick& tick : axis.ticks) {
      EXPECT_NEAR(axis.place(std::stod(tick.label)), axis.place(tick.value), 0.01) << tick.label;
    }
  }
}

TEST(Axis, ASteepBeginningMakesItLogarithmic) {
  EXPECT_TRUE(value_axis({0.45, 0.2, 0.0869}, kPixels).logarithmic);
  EXPECT_FALSE(value_axis({0.25, 0.2, 0.0869}, kPixels).logarithmic);
  EXPECT_FALSE(value_axis({0.45, 0.2, 0.0}, kPixels).logarithmic);
  EXPECT_FALSE(value_axis({0.45, 0.2, -0.1}, kPixels).logarithmic);
}

TEST(Axis, EqualValuesLieInTheMiddle) {
  for (const double value : {0.25, -3.0, 1e7, 1e-9}) {
    EXPECT_NEAR(value_axis({value, value}, kPixels).place(value), 0.5, 1e-6) << value;
  }
}

TEST(Axis, ValuesThatAreNotNegativeGetNoNegativeTicks) {
  EXPECT_EQ(value_axis({0, 1}, kPixels).low, 0);
  EXPECT_EQ(value_axis({}, kPixels).low, 0);
}

TEST(Axis, TicksOfALossAreRound) {
  EXPECT_THAT(labels(value_axis({0.0869, 0.45}, kPixels)),
              testing::ElementsAre("0.1", "0.12", "0.15", "0.2", "0.25", "0.3", "0.4"));
  EXPECT_THAT(labels(value_axis({0.1, 0.2}, kPixels)),
              testing::ElementsAre("0.10", "0.12", "0.14", "0.16", "0.18", "0.20"));
}

TEST(Axis, CountsHaveWholeTicksFromTheFirstToTheLast) {
  EXPECT_THAT(labels(count_axis(1, 700)), testing::ElementsAre("1"));
  EXPECT_THAT(labels(count_axis(2, 700)), testing::ElementsAre("1", "2"));
  EXPECT_THAT(
      labels(count_axis(200, 700)),
      testing::ElementsAre("1", "20", "40", "60", "80", "100", "120", "140", "160", "180", "200"));
  EXPECT_EQ(count_axis(1, 700).place(1), 0.5);
  for (std::int64_t count = 2; count < 3000; count += 7) {
    const Axis axis = count_axis(count, 700);
    EXPECT_GE(axis.ticks.size(), 2U);
    for (std::size_t i = 1; i < axis.ticks.size(); ++i) {
      const double distance = axis.place(axis.ticks[i].value) - axis.place(axis.ticks[i - 1].value);
      EXPECT_GE(distance * 700, 32) << count;
    }
  }
}

TEST(Axis, OfNumbersHasATickAtEachAndTheEndsAsFarAsThereIsRoom) {
  const auto labels = [](const std::vector<double>& numbers, double pixels) {
    std::vector<std::string> found;
    for (const Tick& tick : number_axis(numbers, pixels).ticks) found.push_back(tick.label);
    return found;
  };
  using Labels = std::vector<std::string>;
  EXPECT_EQ(labels({5, 10, 20}, 700), (Labels{"5", "10", "20"}));
  EXPECT_EQ(labels({2, 3, 1000}, 700), (Labels{"2", "1000"}));
  EXPECT_EQ(labels({2, 998, 1000}, 700), (Labels{"2", "1000"}));
  EXPECT_EQ(labels({7}, 700), (Labels{"7"}));
  EXPECT_EQ(labels({1, 2, 3, 4, 5, 6, 7, 8, 9}, 200), (Labels{"1", "3", "5", "7", "9"}));
  const Axis axis = number_axis({2147483647, 2147483648}, 700);
  EXPECT_GT(axis.place(2147483647), 0);
  EXPECT_LT(axis.place(2147483648), 1);
  EXPECT_EQ(axis.ticks.back().label, "2147483648");
  EXPECT_EQ(number_axis({7}, 700).place(7), 0.5);
}

TEST(Axis, OfValuesIsLinearWhereThatIsWanted) {
  EXPECT_TRUE(value_axis({0.1, 0.9}, 400).logarithmic);
  EXPECT_FALSE(value_axis({0.1, 0.9}, 400, ValueScale::kLinear).logarithmic);
}

}  // namespace
}  // namespace codegrid
