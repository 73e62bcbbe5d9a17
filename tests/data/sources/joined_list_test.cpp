#include "data/sources/joined_list.hpp"

#include <gmock/gmock.h>

#include "data/fixtures.hpp"

namespace codegrid {
namespace {

using testing::ElementsAre;

std::vector<std::string> names_in(const PictureList& list) {
  std::vector<std::string> names;
  for (const ListedPicture& picture : list.pictures) names.push_back(picture.name);
  return names;
}

std::vector<std::int64_t> labels_in(const PictureList& list) {
  std::vector<std::int64_t> labels;
  for (const ListedPicture& picture : list.pictures) labels.push_back(picture.label);
  return labels;
}

TEST(JoinedList, NamesPicturesBelowOneRoot) {
  const PictureList first{
      "/data/train", {{"a.png", 5, 6, -1}, {"sub/b.png"}}, {}, {{"no", "is a pipe"}}};
  const PictureList second{"/data/./test", {{"a.png"}}, {}, {{"x\xff", "is a pipe"}}};
  const PictureList joined = joined_list(first, second, "/data");
  EXPECT_EQ(joined.root, "/data");
  EXPECT_THAT(names_in(joined), ElementsAre("train/a.png", "train/sub/b.png", "test/a.png"));
  EXPECT_EQ(joined.pictures[0].size, 5);
  EXPECT_EQ(joined.pictures[0].modified, 6);
  ASSERT_EQ(joined.unreadable.size(), 2U);
  EXPECT_EQ(joined.unreadable[0].name, "train/no");
  EXPECT_EQ(joined.unreadable[1].name, "test/x\xff");
  EXPECT_EQ(joined.unreadable[1].reason, "is a pipe");
}

TEST(JoinedList, LeavesNamesAsTheyAreWhereTheRootIsTheListsOwn) {
  const PictureList joined =
      joined_list({"/data", {{"a.png"}}, {}, {}}, {"/data", {{"./b.png"}}, {}, {}}, "/data");
  EXPECT_THAT(names_in(joined), ElementsAre("a.png", "./b.png"));
}

TEST(JoinedList, NamesWhatLiesElsewhereWhole) {
  const PictureList joined = joined_list({"/data", {{"/far/a.png"}}, {}, {}},
                                         {"/other/test", {{"b.png"}}, {}, {}}, "/data");
  EXPECT_THAT(names_in(joined), ElementsAre("/far/a.png", "/other/test/b.png"));
}

TEST(JoinedList, NumbersLabelsByTheNamesOfBoth) {
  const PictureList first{"/d/1", {{"a", 0, 0, 1}, {"b", 0, 0, 0}}, {"cat", "eel"}, {}};
  const PictureList second{"/d/2", {{"a", 0, 0, 0}, {"b", 0, 0, 1}}, {"bat", "cat"}, {}};
  const PictureList joined = joined_list(first, second, "/d");
  EXPECT_THAT(joined.label_names, ElementsAre("bat", "cat", "eel"));
  EXPECT_THAT(labels_in(joined), ElementsAre(2, 1, 0, 1));
}

TEST(JoinedList, WantsLabelsInBothOrInNone) {
  const PictureList with{"/d/1", {{"a", 0, 0, 0}}, {"cat"}, {}};
  const PictureList without{"/d/2", {{"a"}}, {}, {}};
  EXPECT_EQ(
      message_of([&] { joined_list(with, without, "/d"); }),
      "\"data.use\": \"all\": the training pictures have labels, the test pictures have none; "
      "expected labels in both, or in none");
  EXPECT_EQ(
      message_of([&] { joined_list(without, with, "/d"); }),
      "\"data.use\": \"all\": the test pictures have labels, the training pictures have none; "
      "expected labels in both, or in none");
  const PictureList unreadable{"/d/2", {}, {}, {{"a", "is a pipe"}}};
  EXPECT_THAT(labels_in(joined_list(with, unreadable, "/d")), ElementsAre(0));
}

TEST(JoinedList, TakesEachPictureOnce) {
  const PictureList first{"/d", {{"train/more/a.png"}}, {}, {}};
  const PictureList second{"/d/train/more", {{"./a.png"}}, {}, {}};
  EXPECT_EQ(
      message_of([&] { joined_list(first, second, "/d"); }),
      "\"data.use\": \"all\": /d/train/more/./a.png is a training picture and a test picture; "
      "expected each picture once");
}

}  // namespace
}  // namespace codegrid
