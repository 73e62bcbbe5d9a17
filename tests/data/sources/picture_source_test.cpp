#include <ATen/Functions.h>
#include <gmock/gmock.h>

#include "data/fixtures.hpp"
#include "data/sources/pictures.hpp"
#include "data/sources/source.hpp"

namespace codegrid {
namespace {

using testing::ElementsAre;

// Three grey pictures in two folders, and a text file that is called one.
class PictureSource : public testing::Test {
 protected:
  PictureSource() {
    folder_.write("all/cats/1.pgm", grey_picture(2, 2, 10));
    folder_.write("all/dogs/2.pgm", grey_picture(4, 4, 20));
    folder_.write("all/cats/3.png", grey_picture(2, 2, 30));  // whatever its name says
    options_.dataset = Dataset::kFolder;
    options_.root = folder_.path();
    options_.cache = folder_.path() / "cache";
    options_.image = {.height = 2, .width = 2, .channels = 1};
  }
  SourceImages read(const std::string& images) const {
    return read_source(options_, images, {}, [](const std::string&) {});
  }

  TemporaryFolder folder_;
  DataOptions options_;
};

TEST_F(PictureSource, GivesAFolderInTheOrderOfItsNames) {
  const SourceImages found = read("all");
  ASSERT_EQ(found.set.images.sizes(), (at::IntArrayRef{3, 1, 2, 2}));
  EXPECT_TRUE(found.set.images.select(2, 0).select(2, 0).flatten().equal(
      at::tensor({10, 30, 20}, at::kByte)));
  EXPECT_FALSE(found.set.labels.defined());
  ASSERT_TRUE(found.set.names);
  EXPECT_EQ((*found.set.names)[1], "cats/3.png");
  ASSERT_EQ(found.files.size(), 1);
  EXPECT_EQ(found.files[0].path, (folder_.path() / "all").string());
  EXPECT_EQ(found.list.pictures.size(), 3);
}

TEST_F(PictureSource, LabelsAreTheFoldersWhereAskedFor) {
  options_.labels = FolderLabels::kFolder;
  const SourceImages found = read("all");
  EXPECT_THAT(found.set.label_names, ElementsAre("cats", "dogs"));
  EXPECT_TRUE(found.set.labels.equal(at::tensor({0, 0, 1}, at::kLong)));
}

TEST_F(PictureSource, LeavesOutBadPicturesWhereAskedFor) {
  folder_.write("all/cats/2.jpg", "no picture");
  options_.on_bad_image = OnBadImage::kSkip;
  const SourceImages found = read("all");
  EXPECT_EQ(found.set.size(), 3);
  ASSERT_EQ(found.skipped.size(), 1);
  EXPECT_EQ(found.skipped[0].name, "cats/2.jpg");
}

TEST_F(PictureSource, FilesBesideTheFoldersOfLabelsAreBadPictures) {
  folder_.write("all/index.theme", "[Icon Theme]");
  folder_.write("all/alone.pgm", grey_picture(2, 2, 40));
  options_.labels = FolderLabels::kFolder;
  EXPECT_EQ(message_of([&] { read("all"); }),
            (folder_.path() / "all").string() +
                ": 2 of 5 files cannot be used as pictures:\n  alone.pgm: lies beside the folders "
                "that are the labels; move it into one of them\n  index.theme: is a text file; "
                "expected JPEG, PNG, WebP, BMP, PNM or TIFF\nmend or remove them, or leave them "
                "out by \"on_bad_image\": \"skip\" in \"data\"");
  options_.on_bad_image = OnBadImage::kSkip;
  const SourceImages found = read("all");
  EXPECT_TRUE(found.set.labels.equal(at::tensor({0, 0, 1}, at::kLong)));
  EXPECT_EQ(found.skipped.size(), 2);
}

TEST_F(PictureSource, GivesTheFilesThatAListNames) {
  folder_.write("some.csv", "path,label\nall/dogs/2.pgm,dog\nall/cats/1.pgm,cat\n");
  options_.dataset = Dataset::kList;
  const SourceImages found = read("some.csv");
  ASSERT_EQ(found.set.size(), 2);
  EXPECT_EQ(found.set.images.flatten()[0].item<int>(), 20);
  EXPECT_THAT(found.set.label_names, ElementsAre("cat", "dog"));
  EXPECT_TRUE(found.set.labels.equal(at::tensor({1, 0}, at::kLong)));
}

TEST_F(PictureSource, JoinsTrainingAndTestPicturesInOneList) {
  folder_.write("more/dogs/9.pgm", grey_picture(2, 2, 40));
  folder_.write("more/ants/8.pgm", grey_picture(2, 2, 50));
  folder_.write("more/ants/bad.pgm", "no picture");
  options_.train_images = "all";
  options_.test_images = "more";
  options_.labels = FolderLabels::kFolder;
  options_.on_bad_image = OnBadImage::kSkip;
  const SourceImages found = read_all_pictures(options_, [](const std::string&) {});
  EXPECT_TRUE(found.set.images.select(2, 0).select(2, 0).flatten().equal(
      at::tensor({10, 30, 20, 50, 40}, at::kByte)));
  EXPECT_THAT(found.set.label_names, ElementsAre("ants", "cats", "dogs"));
  EXPECT_TRUE(found.set.labels.equal(at::tensor({1, 1, 2, 0, 2}, at::kLong)));
  EXPECT_EQ((*found.set.names)[0], "all/cats/1.pgm");
  EXPECT_EQ((*found.set.names)[3], "more/ants/8.pgm");
  ASSERT_EQ(found.skipped.size(), 1);
  EXPECT_EQ(found.skipped[0].name, "more/ants/bad.pgm");
  ASSERT_EQ(found.files.size(), 1);
  EXPECT_EQ(found.files[0].path, folder_.path().string());
  EXPECT_EQ(found.list.pictures.size(), 6);
}

TEST_F(PictureSource, SaysWhatItIsAt) {
  std::vector<std::string> lines;
  read_source(options_, "all", {}, [&](const std::string& line) { lines.push_back(line); });
  ASSERT_FALSE(lines.empty());
  EXPECT_EQ(lines.back().substr(0, 25), "decoding: 3 of 3 pictures");
}

}  // namespace
}  // namespace codegrid
