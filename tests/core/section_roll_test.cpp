#include "core/section_roll.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>

namespace codegrid {
namespace {

enum class Shape { kDisc, kRing };

struct Stone {
  Shape shape = Shape::kDisc;
  std::int64_t radius = 3;
  std::int64_t width = 1;
};

SectionValue section_of(Stone& stone) {
  return section_of_kinds<Shape>(
      "shape", stone.shape,
      {{"disc", Shape::kDisc, "whole", {}},
       {"ring", Shape::kRing, "with a hole", {{"width", "of it", IntegerValue{&stone.width, {}}}}}},
      {{"radius", "of all", IntegerValue{&stone.radius, {}}}});
}

// A list of stones, and one that need not be there.
class SectionRolls : public testing::Test {
 protected:
  std::vector<Stone> stones_;
  std::optional<Stone> lid_;
  SectionValue root_{{{"stones", "in a row", section_list(stones_, 5, section_of)},
                      {"lid", "on top", optional_section(lid_, section_of)}}};
  SectionRoll roll_{root_};
  const Field& list_ = root_.fields[0];
  const Field& optional_ = root_.fields[1];
};

TEST_F(SectionRolls, AddedSectionsHoldTheirDefaultsAtFirst) {
  EXPECT_EQ(roll_.count(list_), 0U);
  roll_.reset(list_, 2);
  stones_[1].radius = 7;
  EXPECT_EQ(roll_.count(list_), 2U);
  EXPECT_EQ(write_value(roll_.section(list_, 1))["radius"], 7);
  roll_.reset(list_, 3);
  EXPECT_EQ(stones_.size(), 3U);
  EXPECT_EQ(stones_[1].radius, 3);
  EXPECT_EQ(write_value(roll_.section(list_, 2))["radius"], 3);
}

TEST_F(SectionRolls, AnOptionalSectionComesAndGoes) {
  EXPECT_EQ(roll_.count(optional_), 0U);
  roll_.reset(optional_, 1);
  ASSERT_TRUE(lid_.has_value());
  lid_->radius = 9;
  EXPECT_EQ(write_value(roll_.section(optional_, 0))["radius"], 9);
  roll_.reset(optional_, 0);
  EXPECT_FALSE(lid_.has_value());
}

TEST_F(SectionRolls, AnotherKindBeginsWithItsDefaults) {
  roll_.reset(list_, 2);
  stones_[0].width = 5;
  stones_[1].width = 6;
  const SectionRoll::Kinds before = roll_.kinds();
  stones_[1].shape = Shape::kRing;
  roll_.begin_changed_kinds(before);
  EXPECT_EQ(stones_[0].width, 5);
  EXPECT_EQ(stones_[1].width, 1);
}

TEST_F(SectionRolls, SectionsThatCameMeanwhileStayAsTheyAre) {
  roll_.reset(list_, 1);
  const SectionRoll::Kinds before = roll_.kinds();
  roll_.reset(list_, 1);
  stones_[0].shape = Shape::kRing;
  stones_[0].width = 5;
  roll_.begin_changed_kinds(before);
  EXPECT_EQ(stones_[0].width, 5);
}

TEST_F(SectionRolls, KnowTheDefaultOfAKeyThatOnlySomeKindsHave) {
  roll_.reset(list_, 1);
  const Field& width = roll_.section(list_, 0).kinds[1].fields[0];
  stones_[0].width = 5;
  EXPECT_EQ(roll_.default_of(width), 1);
}

}  // namespace
}  // namespace codegrid
