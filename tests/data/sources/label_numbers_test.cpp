#include "data/sources/label_numbers.hpp"

#include <gtest/gtest.h>

namespace codegrid {
namespace {

TEST(LabelNumbers, RiseWithTheTextsByteByByte) {
  LabelNumbers numbers;
  EXPECT_EQ(numbers.add("dog"), 0);
  EXPECT_EQ(numbers.add("\xe9t\xe9"), 1);
  EXPECT_EQ(numbers.add("Cat"), 2);
  EXPECT_EQ(numbers.add("dog"), 0);
  const LabelNumbers::Sorted sorted = numbers.sorted();
  EXPECT_EQ(sorted.names, (std::vector<std::string>{"Cat", "dog", "\xe9t\xe9"}));
  EXPECT_EQ(sorted.new_number, (std::vector<std::int64_t>{1, 2, 0}));
}

TEST(LabelNumbers, OfTwoSetsAreThoseOfAllTheirNames) {
  const MergedLabels merged = merge_labels({"dog", "owl"}, {"Cat", "dog"});
  EXPECT_EQ(merged.names, (std::vector<std::string>{"Cat", "dog", "owl"}));
  EXPECT_EQ(merged.first, (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(merged.second, (std::vector<std::int64_t>{0, 1}));
  EXPECT_EQ(merge_labels({}, {"owl"}).second, std::vector<std::int64_t>{0});
}

TEST(LabelNumbers, MayBeNone) { EXPECT_TRUE(LabelNumbers().sorted().names.empty()); }

}  // namespace
}  // namespace codegrid
