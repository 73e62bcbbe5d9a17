#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data/sources/picture_list.hpp"

namespace codegrid {

/// What differs between two lists of files, by their names; each is in one of these.
struct FileChanges {
  std::vector<std::string> added;
  std::vector<std::string> removed;
  std::vector<std::string> replaced;  ///< Of another size or time.
  std::vector<std::string>
      relabelled;          ///< With another label, or with one where the other has none.
  bool reordered = false;  ///< The same names, in another order.

  bool operator==(const FileChanges&) const = default;
};
FileChanges changes_between_files(const PictureList& then, const PictureList& now);

/// "3 files added (a.png, b.png, c.png), 12 removed (d.png, e.png, f.png and 9 more)", "the same
/// files in another order"; empty where nothing differs.
std::string describe(const FileChanges& changes);

/// Where it is kept which files a folder or file held when codegrid looked at it last: a table (see
/// image_table.hpp) in the folder of what codegrid keeps, beside the decoded pictures, named by the
/// one path of `looked_at`. So nothing is written beside the user's files or into them. Throws
/// Error(kFailed) where no such folder is named.
std::filesystem::path survey_record_of(const std::filesystem::path& looked_at);

/// Compares `files`, whose root was looked at, with the record of the last time. What has changed,
/// in words that begin with that time: "since 2026-11-27 01:30: 1 file added (a.png)", or "nothing
/// has changed since ..."; empty where there is no record that can be read.
std::string changes_since_record(const std::filesystem::path& looked_at, const PictureList& files);

/// Makes `files`, with their labels, the record of this time. Throws Error(kFailed) where it cannot
/// be written.
void write_survey_record(const std::filesystem::path& looked_at, const PictureList& files);

}  // namespace codegrid
