#include "data/picture_changes.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace codegrid {
namespace {

PictureList abc() {
  return {"/then", {{"a", 1, 1, 0}, {"b", 2, 2, 1}, {"c", 3, 3, -1}}, {"x", "y"}, {}};
}

TEST(PictureChanges, AreNoneForTheSamePicturesElsewhere) {
  PictureList now = abc();
  now.root = "/now";
  EXPECT_EQ(describe_changes(abc(), now), "");
  // Numbers of labels are by their order only.
  now.label_names = {"y", "x"};
  now.pictures[0].label = 1;
  now.pictures[1].label = 0;
  EXPECT_EQ(describe_changes(abc(), now), "");
}

TEST(PictureChanges, AreCountedByKindAndTheFirstIsNamed) {
  PictureList now = abc();
  now.pictures[1].modified = 7;
  EXPECT_EQ(describe_changes(abc(), now), "1 picture changed since the training, the first: b");
  now.pictures[2].size = 7;
  EXPECT_EQ(describe_changes(abc(), now), "2 pictures changed since the training, the first: b");
  now.pictures.erase(now.pictures.begin());
  now.pictures.push_back({"d\n", 1, 1, -1});
  now.pictures.push_back({"e", 1, 1, -1});
  EXPECT_EQ(describe_changes(abc(), now),
            "2 pictures added, 1 removed, 2 changed since the training, the first: a");
  EXPECT_EQ(describe_changes({}, {"", {{"d\n", 1, 1, -1}}, {}, {}}),
            "1 picture added since the training, the first: d\\n");
}

TEST(PictureChanges, AnotherLabelAndAnotherOrderAreSaid) {
  PictureList now = abc();
  now.label_names = {"x", "z"};
  EXPECT_EQ(describe_changes(abc(), now),
            "1 picture with another label since the training, the first: b");
  now = abc();
  std::swap(now.pictures[0], now.pictures[1]);
  EXPECT_EQ(describe_changes(abc(), now), "the same pictures as in the training, in another order");
}

TEST(PictureChanges, OnesThatAreListedTwiceAreComparedInTheirOrder) {
  const PictureList twice{"", {{"a", 1, 1, -1}, {"a", 1, 1, -1}}, {}, {}};
  const PictureList once{"", {{"a", 1, 1, -1}}, {}, {}};
  EXPECT_EQ(describe_changes(twice, twice), "");
  EXPECT_EQ(describe_changes(twice, once), "1 picture removed since the training, the first: a");
}

}  // namespace
}  // namespace codegrid
