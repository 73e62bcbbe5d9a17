#include <gtest/gtest.h>

#include "core/fields.hpp"

namespace codegrid {
namespace {

TEST(Allowed, SaysTheRangeOfWholeNumbers) {
  EXPECT_EQ(allowed(IntegerValue{nullptr, {}}),
            "a whole number from -9223372036854775808 to 9223372036854775807");
  EXPECT_EQ(allowed(IntegerValue{nullptr, {1}}), "a whole number from 1 to 9223372036854775807");
  EXPECT_EQ(allowed(IntegerValue{nullptr, {1, 10}}), "a whole number from 1 to 10");
}

TEST(Allowed, NamesBothOddNumbersWhereThereAreTwo) {
  EXPECT_EQ(allowed(IntegerValue{nullptr, {.least = 1, .most = 3, .odd = true}}), "1 or 3");
  EXPECT_EQ(allowed(AutoIntegerValue{nullptr, {.least = 1, .most = 3, .odd = true}}),
            "\"auto\" or 1 or 3");
  EXPECT_EQ(allowed(IntegerValue{nullptr, {.least = 1, .most = 5, .odd = true}}),
            "an odd whole number from 1 to 5");
  EXPECT_EQ(allowed(IntegerValue{nullptr, {.least = 1, .most = 3}}), "a whole number from 1 to 3");
}

TEST(Allowed, SaysHowSeveralNumbersAreWritten) {
  const IntegerRange range{1, 9};
  EXPECT_EQ(allowed(SweptIntegerValue{IntegerValue{nullptr, range}, nullptr}),
            "a whole number from 1 to 9, or several: a list of 1 to 100, or a range such as "
            "\"2-20\" or, in steps of 2, \"2-20:2\"");
  EXPECT_EQ(allowed(SweptIntegerValue{AutoIntegerValue{nullptr, range}, nullptr}),
            "\"auto\" or a whole number from 1 to 9, or several: a list of 1 to 100, or a range "
            "such as \"2-20\" or, in steps of 2, \"2-20:2\"");
}

TEST(Allowed, SaysWhetherTheEndsOfARangeBelongToIt) {
  EXPECT_EQ(allowed(NumberValue{nullptr, {}}), "a number");
  EXPECT_EQ(allowed(NumberValue{nullptr, {.least = 0}}), "a number, at least 0");
  EXPECT_EQ(allowed(NumberValue{nullptr, {.least = 0, .least_itself = false}}),
            "a number, greater than 0");
  EXPECT_EQ(allowed(NumberValue{nullptr, {.most = 1, .most_itself = false}}),
            "a number, less than 1");
  EXPECT_EQ(allowed(NumberValue{nullptr, {0, 0.5}}), "a number, at least 0 and at most 0.5");
}

TEST(Allowed, SaysHowManyItemsAListHas) {
  EXPECT_EQ(allowed(IntegerListValue{nullptr, {1, 9}, 3}),
            "a list of at most 3 whole numbers from 1 to 9");
  EXPECT_EQ(allowed(IntegerTupleValue{{nullptr, nullptr}, {1, 9}}),
            "a list of 2 whole numbers from 1 to 9");
  EXPECT_EQ(allowed(NumberTupleValue{{nullptr, nullptr}, {}}), "a list of 2 numbers");
}

TEST(Allowed, NamesEveryChoice) {
  enum class Paint { kRed, kGreen };
  Paint paint{};
  EXPECT_EQ(allowed(choice(paint, {{"red", Paint::kRed}})), "\"red\"");
  EXPECT_EQ(allowed(choice(paint, {{"red", Paint::kRed}, {"green", Paint::kGreen}})),
            "\"red\" or \"green\"");
}

TEST(Allowed, NamesTheOtherKindsOfValues) {
  EXPECT_EQ(allowed(SwitchValue{}), "true or false");
  EXPECT_EQ(allowed(TextValue{}), "a text");
  EXPECT_EQ(allowed(PathValue{}), "a path");
  EXPECT_EQ(allowed(SectionValue{}), "an object { ... }");
}

}  // namespace
}  // namespace codegrid
