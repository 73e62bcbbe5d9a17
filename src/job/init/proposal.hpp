#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/progress.hpp"
#include "data/options.hpp"
#include "data/skipped_picture.hpp"
#include "data/sources/picture_list.hpp"
#include "job/init/config_text.hpp"

namespace codegrid {

/// The data section of a config, for data that were looked at.
struct Proposal {
  DataOptions data{};                  ///< What is bad in it is left out.
  std::vector<ConfigEntry> entries{};  ///< Of it, but for what becomes of bad pictures.
  std::string about{};                 ///< What was found, for a comment on the whole.
  std::int64_t images = 0;             ///< To train on, as far as headers say.
  std::int64_t channels = 1;
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::int64_t labels = 0;    ///< Different ones of pictures to train on; 0: they have none.
  std::int64_t pictures = 0;  ///< Files of pictures in all sets, bad ones too; 0: of arrays.
  double pixels = 0;          ///< Of all of them, as they are stored.
  std::vector<SkippedPicture> bad{};  ///< Of them, by their first bytes; of arrays: damaged ones.
  PictureList files{};                ///< What was looked at, to see later what has changed.
};

/// Looks at pictures below a folder, which is absolute; where none of its files is one, at the
/// arrays in it, damaged ones among them. Throws Error(kBadData) where there is nothing to train
/// on.
Proposal propose_folder(const std::filesystem::path& folder, Progress& progress);

/// Looks at the pictures that a CSV file lists. Throws so too.
Proposal propose_list(const std::filesystem::path& list, Progress& progress);

/// Looks at the arrays in a folder, or in `file` and beside it. Throws so too.
Proposal propose_arrays(const std::filesystem::path& file);

}  // namespace codegrid
