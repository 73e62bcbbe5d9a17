#include "job/init/folder_roles.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace codegrid {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

FolderLevel level_of(std::vector<FolderLevel::Folder> folders, std::int64_t loose = 0) {
  return {std::move(folders), loose, loose > 0 ? "loose.png" : ""};
}

std::vector<FolderLevel::Folder> folders_of(const std::vector<std::string>& names) {
  std::vector<FolderLevel::Folder> folders;
  for (const std::string& name : names) folders.push_back({name, 10});
  return folders;
}

TEST(FolderRoles, TheFirstLevelCountsFilesAtAnyDepth) {
  std::vector<ListedPicture> files;
  for (const char* name : {"a-b/x", "a/1", "a/deep/er/2", "train/cat/3", "z", "y"})
    files.push_back({name});
  std::ranges::sort(files, {}, &ListedPicture::name);
  const FolderLevel level = first_level(files, "");
  ASSERT_EQ(level.folders.size(), 3U);
  EXPECT_EQ(level.folders[0].name, "a-b");
  EXPECT_EQ(level.folders[1].name, "a");
  EXPECT_EQ(level.folders[1].files, 2);
  EXPECT_EQ(level.loose, 2);
  EXPECT_EQ(level.first_loose, "y");
  const FolderLevel within = first_level(files, "train/");
  ASSERT_EQ(within.folders.size(), 1U);
  EXPECT_EQ(within.folders[0].name, "cat");
  EXPECT_EQ(within.loose, 0);
}

TEST(FolderRoles, NamesSayWhatASetIsFor) {
  for (const char* name : {"train", "x_train", "train-images-idx3-ubyte.gz", "X_TRAIN", "training"})
    EXPECT_EQ(role_in_name(name), SetRole::kTrain) << name;
  for (const char* name : {"t10k-images-idx3-ubyte", "x_test", "emnist-letters-test-images.gz"})
    EXPECT_EQ(role_in_name(name), SetRole::kTest) << name;
  for (const char* name : {"val_images", "valid", "validation.npy"})
    EXPECT_EQ(role_in_name(name), SetRole::kValidation) << name;
  for (const char* name : {"images", "trains", "contest", "evaluation", ""})
    EXPECT_EQ(role_in_name(name), SetRole::kNone) << name;
}

TEST(FolderRoles, TrainAndItsSiblingsAreSets) {
  const SetFolders sets = find_set_folders(level_of(folders_of({"Test", "extra", "train", "val"})));
  EXPECT_EQ(sets.train, "train");
  EXPECT_EQ(sets.test, "Test");
  EXPECT_EQ(sets.validation, "val");
  EXPECT_THAT(sets.left_out, ElementsAre("extra"));
  EXPECT_EQ(find_set_folders(level_of(folders_of({"train"}))).train, "train");
}

TEST(FolderRoles, OtherFoldersAreNoSets) {
  EXPECT_EQ(find_set_folders(level_of(folders_of({"bus", "car", "train"}))).train, "")
      << "a vehicle";
  EXPECT_EQ(find_set_folders(level_of(folders_of({"test", "val"}))).test, "");
  EXPECT_EQ(find_set_folders(level_of(folders_of({"test", "train", "training"}))).train, "");
  EXPECT_EQ(find_set_folders(level_of({}, 3)).train, "");
}

TEST(FolderRoles, NamesOfFoldersAreLabelsWhereTheyLookSo) {
  for (const auto& names : std::vector<std::vector<std::string>>{{"cat", "dog"},
                                                                 {"0", "1", "2", "9"},
                                                                 {"00001", "00002"},
                                                                 {"n01440764", "n01443537"},
                                                                 {"add", "bad", "fed"}}) {
    EXPECT_EQ(choose_labels(level_of(folders_of(names))).labels, FolderLabels::kFolder) << names[0];
  }
  EXPECT_THAT(choose_labels(level_of(folders_of({"cat", "dog"}))).why,
              HasSubstr("The names of the 2 folders, cat to dog, as labels"));
}

TEST(FolderRoles, WhyNamesAreNoLabelsIsSaid) {
  const auto refused = [](const FolderLevel& level) {
    const LabelChoice choice = choose_labels(level);
    EXPECT_EQ(choice.labels, FolderLabels::kNone);
    return choice.why;
  };
  EXPECT_EQ(refused(level_of({}, 4)), "No labels: there are no folders in it.");
  EXPECT_THAT(refused(level_of(folders_of({"cat", "dog"}), 1)),
              HasSubstr("No labels: 1 file lies directly in it, the first: loose.png."));
  EXPECT_THAT(refused(level_of(folders_of({"all"}))),
              HasSubstr("all files lie in one folder, all"));
  EXPECT_THAT(refused(level_of(folders_of({"2023", "2024"}))), HasSubstr("named by dates"));
  EXPECT_THAT(refused(level_of(folders_of({"2023-12-01", "2024_01_31", "20240201"}))),
              HasSubstr("named by dates"));
  EXPECT_THAT(refused(level_of(folders_of({"16x16", "32x32@2", "scalable"}))),
              HasSubstr("named by sizes in pixels"));
  EXPECT_THAT(refused(level_of(folders_of({"0a", "1f", "c9", "ff"}))),
              HasSubstr("named as hashes are, such as 0a."));
  EXPECT_THAT(refused(level_of({{"a", 1}, {"b", 1}, {"c", 2}})),
              HasSubstr("4 files in 3 folders, more folders than labels would be"));
}

}  // namespace
}  // namespace codegrid
