#include "data/name_list.hpp"

#include <gtest/gtest.h>

#include <array>

namespace codegrid {
namespace {

TEST(NameList, HoldsAnyBytesAndEmptyNames) {
  const std::string odd("a\0\n\xff", 4);
  const NameList names(std::vector<std::string>{"first", "", odd});
  ASSERT_EQ(names.size(), 3);
  EXPECT_EQ(names[0], "first");
  EXPECT_EQ(names[1], "");
  EXPECT_EQ(names[2], odd);
}

TEST(NameList, KeepsWhatItLooksAtAlive) {
  auto text = std::make_shared<const std::string>("onetwo");
  static constexpr std::array<std::uint64_t, 2> kEnds{3, 6};
  const std::string_view view = *text;
  const std::weak_ptr<const std::string> watched = text;
  const NameList names(std::move(text), kEnds, view);
  EXPECT_FALSE(watched.expired());
  EXPECT_EQ(names[0], "one");
  EXPECT_EQ(names[1], "two");
}

TEST(NameList, OfNothingIsEmpty) { EXPECT_EQ(NameList(std::vector<std::string>{}).size(), 0); }

}  // namespace
}  // namespace codegrid
