#include "cluster/measures/label_names.hpp"

#include <gtest/gtest.h>

namespace codegrid {
namespace {

TEST(LabelNames, AreTheNumbersWhereThereAreNone) {
  const LabelNames none;
  EXPECT_EQ(none(7), "7");
  EXPECT_EQ(none.shown(1234567890123), "1234567890123");
}

TEST(LabelNames, AreTheNamesAndBeyondThemTheNumbers) {
  const LabelNames names({"cat", "polar bear"});
  EXPECT_EQ(names(0), "cat");
  EXPECT_EQ(names(1), "polar bear");
  EXPECT_EQ(names(2), "2");
  EXPECT_EQ(names(-1), "-1");
}

TEST(LabelNames, AreWholeInFilesAndShortenedForPeople) {
  const std::string long_name(40, 'x');
  const LabelNames names({long_name, std::string(24, 'y'), std::string(25, 'z')});
  EXPECT_EQ(names(0), long_name);
  EXPECT_EQ(names.shown(0), std::string(21, 'x') + "...");
  EXPECT_EQ(names.shown(1), std::string(24, 'y'));
  EXPECT_EQ(names.shown(2), std::string(21, 'z') + "...");
  EXPECT_EQ(names.shown(0, 10), "xxxxxxx...");
}

TEST(LabelNames, AreShortenedByCharactersNotBytes) {
  std::string cats;
  for (int i = 0; i < 24; ++i) cats += "\xe7\x8c\xab";
  EXPECT_EQ(LabelNames({cats}).shown(0), cats);
  EXPECT_EQ(LabelNames({cats + "s"}).shown(0), cats.substr(0, std::size_t{21} * 3) + "...");
}

TEST(LabelNames, OfAnyBytesCanBeShown) {
  const LabelNames names({"a\nb", "caf\xe9"});
  EXPECT_EQ(names(0), "a\nb");
  EXPECT_EQ(names.shown(0), "a\\nb");
  EXPECT_EQ(names.shown(1), "caf\\xe9");
}

}  // namespace
}  // namespace codegrid
