#include "core/field_search.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace codegrid {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Two sections; one of them is of two kinds and holds a third.
class FieldSearch : public testing::Test {
 protected:
  FieldSearch() {
    const Field tempo{"tempo", "how fast", NumberValue{&number_, {}}, false, {"speed", "bpm"}};
    const Field k{"k", "how many", IntegerValue{&whole_, {}}};
    root_.fields = {
        {"name", "a name", TextValue{&text_}},
        {"dance", "steps",
         section_of_kinds<int>("kind", whole_kind_,
                               {{"waltz", 0, "in three", {k}}, {"tango", 1, "in two", {k}}},
                               {{"music", "what is heard", SectionValue{{tempo}}}})},
        {"hall", "where",
         SectionValue{{{"width", "in metres", IntegerValue{&whole_, {}}},
                       {"kind", "of floor", TextValue{&text_}}}}}};
  }
  std::vector<std::string> likely(const std::string& place, const std::string& key) const {
    return likely_keys(root_, place, key);
  }

  SectionValue root_;
  double number_ = 0;
  std::int64_t whole_ = 0;
  int whole_kind_ = 0;
  std::string text_;
};

TEST_F(FieldSearch, FindsTheRightWordInTheWrongSection) {
  EXPECT_THAT(likely("", "width"), ElementsAre("hall.width"));
  EXPECT_THAT(likely("hall", "tempo"), ElementsAre("dance.music.tempo"));
  EXPECT_THAT(likely("hall", "k"), ElementsAre("dance.k"));
  EXPECT_THAT(likely("", "kind"), ElementsAre("dance.kind", "hall.kind"));
}

TEST_F(FieldSearch, FindsAKeyByWhatItIsAlsoCalled) {
  EXPECT_THAT(likely("", "bpm"), ElementsAre("dance.music.tempo"));
  EXPECT_THAT(likely("dance", "Speed"), ElementsAre("dance.music.tempo"));
}

TEST_F(FieldSearch, FindsFirstWhatIsCalledSoInTheSectionAsItStands) {
  const Field by_speed{"pace", "how fast", NumberValue{&number_, {}}, false, {"tempo"}};
  EXPECT_THAT(likely_keys(root_, "dance", "tempo", {by_speed}), ElementsAre("dance.pace"));
  const Field inside{"feet", "on the floor", SectionValue{{by_speed}}};
  EXPECT_THAT(likely_keys(root_, "dance", "Pace", {inside}), ElementsAre("dance.feet.pace"));
  EXPECT_THAT(likely_keys(root_, "dance", "tempo", {inside}), ElementsAre("dance.feet.pace"));
  EXPECT_THAT(likely_keys(root_, "dance", "bpm", {inside}), ElementsAre("dance.music.tempo"));
  EXPECT_THAT(likely_keys(root_, "dance", "pacee", {inside}), IsEmpty()) << "no slips of those";
}

TEST_F(FieldSearch, FindsASlipInTheSameSectionFirst) {
  EXPECT_THAT(likely("hall", "kin"), ElementsAre("hall.kind"));
  EXPECT_THAT(likely("hall", "widht"), IsEmpty()) << "two letters of five";
  EXPECT_THAT(likely("dance", "widths"), ElementsAre("hall.width"));
  EXPECT_THAT(likely("", "nam"), ElementsAre("name"));
}

TEST_F(FieldSearch, AShortWordIsNoSlipOfAKeyElsewhere) {
  EXPECT_THAT(likely("", "kk"), IsEmpty());
  EXPECT_THAT(likely("dance", "kk"), ElementsAre("dance.k"));
}

TEST_F(FieldSearch, GuessesNothingThatIsFar) {
  for (const char* key : {"lr", "nonsense", "", "x"})
    EXPECT_THAT(likely("", key), IsEmpty()) << key;
}

TEST_F(FieldSearch, ListsTheKeysOfAllKindsOnce) {
  const auto& dance = std::get<SectionValue>(find_field(root_.fields, "dance")->value);
  EXPECT_THAT(keys_of(dance), ElementsAre("kind", "music", "k"));
  EXPECT_EQ(find_in_any_kind(dance, "k")->meaning, "how many");
  EXPECT_EQ(find_in_any_kind(dance, "width"), nullptr);
  EXPECT_EQ(joined_key("", "a"), "a");
  EXPECT_EQ(joined_key("a", "b"), "a.b");
}

}  // namespace
}  // namespace codegrid
