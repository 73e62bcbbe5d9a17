#include <gmock/gmock.h>

#include <algorithm>

#include "data/fixtures.hpp"
#include "data/sources/pictures.hpp"
#include "job/init/proposal.hpp"
#include "job/init/rgba_picture.hpp"

namespace codegrid {
namespace {

using testing::AllOf;
using testing::HasSubstr;

// Why the entry of that key has its value; "" where there is none.
std::string why_of(const Proposal& proposal, const std::string& key) {
  const auto found = std::ranges::find(proposal.entries, key, &ConfigEntry::key);
  return found == proposal.entries.end() ? "" : found->why;
}

class PictureProposal : public testing::Test {
 protected:
  // `count` pictures in `folder`, each with a grey of its own.
  void write_pictures(const std::string& folder, int count) const {
    for (int i = 0; i < count; ++i)
      place.write(fmt::format("{}/{}.pgm", folder, i), grey_picture(6, 6, 9 * i));
  }
  Proposal propose() { return propose_folder(place.path(), progress); }

  TemporaryFolder place;
  Progress progress;
};

TEST_F(PictureProposal, OfFoldersThatAreLabels) {
  write_pictures("cat", 4);
  write_pictures("dog", 5);
  const Proposal proposal = propose();
  EXPECT_EQ(proposal.data.dataset, Dataset::kFolder);
  EXPECT_EQ(proposal.data.labels, FolderLabels::kFolder);
  EXPECT_EQ(proposal.data.train_images, "");
  EXPECT_EQ(proposal.labels, 2);
  EXPECT_EQ(proposal.images, 9);
  EXPECT_EQ(proposal.pictures, 9);
  EXPECT_EQ(proposal.channels, 1);
  EXPECT_EQ(proposal.height, 6);
  EXPECT_THAT(proposal.about, HasSubstr(": 9 files; 9 begin as pictures do (9 PNM)."));
}

TEST_F(PictureProposal, FoldersWithoutAPictureAreNoLabels) {
  write_pictures("cat", 4);
  place.write("notes/a.txt", "a text");
  const Proposal proposal = propose();
  EXPECT_EQ(proposal.data.labels, FolderLabels::kNone);
  EXPECT_EQ(proposal.labels, 0);
  EXPECT_THAT(why_of(proposal, "labels"), HasSubstr("all files lie in one folder, cat"));
}

TEST_F(PictureProposal, TakesTheFoldersOfATreeOfSets) {
  write_pictures("train/cat", 4);
  write_pictures("train/dog", 4);
  write_pictures("test/cat", 2);
  write_pictures("other", 3);
  place.write("README", "a text");
  Proposal proposal = propose();
  EXPECT_EQ(proposal.data.train_images, "train");
  EXPECT_EQ(proposal.data.test_images, "test");
  EXPECT_EQ(proposal.data.validation, Validation::kHoldout);
  EXPECT_EQ(proposal.data.labels, FolderLabels::kFolder);
  EXPECT_EQ(proposal.images, 8);
  EXPECT_EQ(proposal.pictures, 10) << "what is in no set does not count";
  EXPECT_TRUE(proposal.bad.empty());
  EXPECT_THAT(why_of(proposal, "train_images"),
              AllOf(HasSubstr("1 folder beside them is in no set: other"),
                    HasSubstr("1 file is beside them in no set, the first: README")));
  // A test without folders has no labels, which those of the training would then not have, too.
  place.write("test/7.pgm", grey_picture(6, 6, 1));
  proposal = propose();
  EXPECT_EQ(proposal.data.labels, FolderLabels::kNone);
  EXPECT_THAT(why_of(proposal, "labels"),
              HasSubstr("1 file lies directly in test, the first: 7.pgm"));
}

TEST_F(PictureProposal, AFileThatIsNoPictureTakesNoLabelsAway) {
  write_pictures("a", 10);
  write_pictures("b", 10);
  place.write("README", "a text");
  EXPECT_EQ(propose().data.labels, FolderLabels::kFolder);
  place.write("7.pgm", grey_picture(6, 6, 1));
  EXPECT_EQ(propose().data.labels, FolderLabels::kNone);
}

TEST_F(PictureProposal, ASetWithoutAPictureIsNone) {
  write_pictures("train", 4);
  write_pictures("test", 2);
  place.write("val/README", "a text");
  Proposal proposal = propose();
  EXPECT_EQ(proposal.data.validation_images, "");
  EXPECT_EQ(proposal.data.test_images, "test");
  EXPECT_TRUE(proposal.bad.empty());
  for (int i = 0; i < 4; ++i) place.write(fmt::format("train/{}.pgm", i), "a text");
  proposal = propose();
  EXPECT_EQ(proposal.data.train_images, "");
  EXPECT_EQ(proposal.images, 2);
  EXPECT_EQ(proposal.bad.size(), 5U);
}

TEST_F(PictureProposal, OfArraysWhereNoFileIsAPicture) {
  place.write("train-images", idx_bytes({3, 4, 5}, std::string(60, 'x')));
  const Proposal proposal = propose();
  EXPECT_EQ(proposal.data.dataset, Dataset::kIdx);
  EXPECT_EQ(proposal.pictures, 0);
}

TEST_F(PictureProposal, WithoutAPictureIsAnErrorThatNamesTheFirst) {
  place.write("a.png", "a text");
  EXPECT_EQ(message_of([&] { propose(); }),
            place.path().string() +
                ": no picture among 1 file, expected at least one:\n  a.png: is a text "
                "file; expected JPEG, PNG, WebP, BMP, PNM or TIFF");
  std::filesystem::remove(place.path() / "a.png");
  EXPECT_EQ(message_of([&] { propose(); }),
            place.path().string() + ": holds no file, expected pictures in it or in folders below");
}

TEST_F(PictureProposal, OfAList) {
  write_pictures("p", 3);
  const auto list = place.write("list.csv", "path,label\np/0.pgm,x\np/1.pgm,y\np/gone.pgm,y\n");
  const Proposal proposal = propose_list(list, progress);
  EXPECT_EQ(proposal.data.dataset, Dataset::kList);
  EXPECT_EQ(proposal.data.root, place.path());
  EXPECT_EQ(proposal.data.train_images, "list.csv");
  EXPECT_EQ(proposal.images, 2);
  ASSERT_EQ(proposal.bad.size(), 1U);
  EXPECT_EQ(proposal.bad[0].name, "p/gone.pgm");
  EXPECT_THAT(why_of(proposal, "train_images"), HasSubstr("Its 2 labels are compared"));
}

}  // namespace
}  // namespace codegrid
