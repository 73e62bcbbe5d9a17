#include "data/sources/folder_labels.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "data/fixtures.hpp"
#include "data/sources/pictures.hpp"

namespace codegrid {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// The files of a folder, as they are listed.
class LabelsOfFolders : public testing::Test {
 protected:
  void add(const std::string& name, const std::string& bytes) {
    folder_.write(name, bytes);
    list_.pictures.push_back({name, static_cast<std::int64_t>(bytes.size()), 0, -1});
  }
  std::vector<std::string> label() {
    list_.root = folder_.path();
    label_by_folder(list_);
    std::vector<std::string> lines;
    for (const SkippedPicture& each : list_.unreadable)
      lines.push_back(each.name + ": " + each.reason);
    return lines;
  }

  TemporaryFolder folder_;
  PictureList list_;
};

TEST_F(LabelsOfFolders, AreTheFirstFolders) {
  add("dog/1", "");
  add("cat/deep/2", "");
  add("dog/3", "");
  EXPECT_THAT(label(), IsEmpty());
  EXPECT_THAT(list_.label_names, ElementsAre("cat", "dog"));
  EXPECT_EQ(list_.pictures[0].label, 1);
  EXPECT_EQ(list_.pictures[1].label, 0);
  EXPECT_EQ(list_.pictures[2].label, 1);
}

TEST_F(LabelsOfFolders, LeaveOutWhatLiesBesideThemAndSayWhy) {
  list_.unreadable = {{"pipe", "is a named pipe, expected a file"}};
  add("alone.png", grey_picture(1, 1, 7));
  add("cat/1", "");
  add("cursor.theme", "[Icon Theme]\nName=x\n");
  add("empty", "");
  const std::string expected = "expected JPEG, PNG, WebP, BMP, PNM or TIFF";
  EXPECT_THAT(
      label(),
      ElementsAre("alone.png: lies beside the folders that are the labels; move it into "
                  "one of them",
                  "cursor.theme: is a text file; " + expected, "empty: is empty; " + expected,
                  "pipe: is a named pipe, expected a file"));
  ASSERT_EQ(list_.pictures.size(), 1U);
  EXPECT_EQ(list_.pictures[0].name, "cat/1");
  EXPECT_EQ(list_.pictures[0].label, 0);
}

TEST_F(LabelsOfFolders, WithoutAFolderNameThePictureThatHasNone) {
  add("a\nb.txt", "text");
  add("picture", grey_picture(1, 1, 7));
  const std::string root = folder_.path().string();
  const std::string rest = ": lies directly in " + root +
                           ", expected in a folder there that is named as its label; move it into "
                           "one, or leave out \"labels\": \"folder\"";
  EXPECT_EQ(message_of([&] { label(); }), root + "/picture" + rest);
  list_.pictures.pop_back();
  EXPECT_EQ(message_of([&] { label(); }), root + "/a\\nb.txt" + rest);
}

}  // namespace
}  // namespace codegrid
