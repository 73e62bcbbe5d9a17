#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/options.hpp"
#include "data/sources/picture_list.hpp"

namespace codegrid {

/// What lies in a folder of pictures, by its first level.
struct FolderLevel {
  struct Folder {
    std::string name;
    std::int64_t files = 0;  ///< Below it, at any depth.
  };
  std::vector<Folder> folders;  ///< Of those with files, by name.
  std::int64_t loose = 0;       ///< Files directly in it.
  std::string first_loose;      ///< The first of them by name.
};

/// The first level below `within` ("" or "train/"), of files sorted by name.
FolderLevel first_level(const std::vector<ListedPicture>& files, std::string_view within);

/// What the name of a folder, file or array says of what it is for: "train", "t10k", "val" and
/// others that are in use, whole or as a word of it, in any case.
enum class SetRole { kNone, kTrain, kValidation, kTest };
SetRole role_in_name(std::string_view name);

/// The folders of the three sets, as trees of data sets for classification have them.
struct SetFolders {
  std::string train;                  ///< Empty: the folder itself is the training set.
  std::string validation;             ///< Empty: there is none.
  std::string test;                   ///< Empty: there is none.
  std::vector<std::string> left_out;  ///< Beside them: folders that are in no set.
};

/// Which of the folders are sets: one is for training, and the others are for validation or a test,
/// or it is the only one. Two of one role (train, training) are folders like any other.
SetFolders find_set_folders(const FolderLevel& level);

/// Whether the folders' names are labels, and why, in words for a comment. It looks at names and
/// numbers of files: not so where files lie beside the folders, and where the names are dates,
/// sizes, or parts of hashes, or there are hardly more files than folders.
struct LabelChoice {
  FolderLabels labels = FolderLabels::kNone;
  std::string why;
};
LabelChoice choose_labels(const FolderLevel& level);

}  // namespace codegrid
