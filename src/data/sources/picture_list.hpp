#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "data/options.hpp"
#include "data/skipped_picture.hpp"

namespace codegrid {

/// A file that may hold a picture, as it lay there when the list was made.
struct ListedPicture {
  std::string name;           ///< Relative to the list's root, or absolute: the bytes of its path.
  std::int64_t size = 0;      ///< In bytes.
  std::int64_t modified = 0;  ///< Time of change, in nanoseconds since 1970.
  std::int64_t label = -1;    ///< Its place in label_names; -1: it has none.
};

/// Pictures in files of their own, in the order in which they are numbered.
struct PictureList {
  std::filesystem::path root;
  std::vector<ListedPicture> pictures;
  std::vector<std::string> label_names;  ///< In order; empty: no labels.
  std::vector<SkippedPicture>
      unreadable;  ///< Files, folders and links that could not be looked at.
};

/// Every file below `folder` that is no hidden one (its name, or a folder's, starts with a dot), by
/// name, byte by byte, whatever the system's order. What the files hold is not looked at. Links are
/// followed; one that leads back into itself is named in `unreadable`, and so is what cannot be
/// opened. kFolder: the label is the name of the first folder below `folder`; a file directly in
/// `folder` has none, and is in `unreadable` as well (see folder_labels.hpp).
/// on_file: called now and then with how many were found; it may throw.
/// Throws Error(kBadData) where `folder` is missing, no folder, cannot be opened, or holds no file.
PictureList list_folder(const std::filesystem::path& folder, FolderLabels labels,
                        const std::function<void(std::int64_t files)>& on_file);

/// The files that a list names, in its order: a CSV file (RFC 4180: quotes, CRLF, a byte order
/// mark are taken) with the header "path" or "path,label". Paths are relative to the list's folder
/// (`root` of the result). Throws Error(kBadData) naming list and line for anything else; a file
/// that is missing is in `unreadable`; labels of some rows only are an error.
PictureList read_picture_list(const std::filesystem::path& list,
                              const std::function<void(std::int64_t files)>& on_file);

/// The same of a list's bytes; `source` names it in messages, `root` is what paths are relative to.
PictureList parse_picture_list(std::string_view bytes, const std::string& source,
                               const std::filesystem::path& root,
                               const std::function<void(std::int64_t files)>& on_file);

}  // namespace codegrid
