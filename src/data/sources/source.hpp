#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "data/image_set.hpp"
#include "data/options.hpp"
#include "data/sources/picture_list.hpp"

namespace codegrid {

/// Called with what a source is at, for a line of progress; it may throw, which ends the reading.
using OnReading = std::function<void(const std::string& line)>;

/// One set of images as a source gives it.
struct SourceImages {
  ImageSet set;                         ///< With labels and names where the source has them.
  std::vector<Source> files;            ///< The record of what was read.
  std::vector<SkippedPicture> skipped;  ///< What was left out.
  PictureList list;                     ///< Of pictures in files of their own, skipped ones too.
};

/// Where images come from, by `data.dataset`; a file each beside this one.
///   images, labels: under options.root, as the config names them; labels may be empty.
/// Throws Error(kBadData) naming the file, what was found and what was expected.
SourceImages read_idx(const DataOptions& options, const std::filesystem::path& images,
                      const std::filesystem::path& labels);
SourceImages read_npy(const DataOptions& options, const std::filesystem::path& images,
                      const std::filesystem::path& labels, const OnReading& on_reading = {});
/// A folder of pictures, or the CSV file that names them: decoded once, see decoded_pictures.hpp.
SourceImages read_pictures(const DataOptions& options, const std::filesystem::path& images,
                           const OnReading& on_reading);

/// The training and then the test pictures, as one list; see joined_list.hpp.
SourceImages read_all_pictures(const DataOptions& options, const OnReading& on_reading);

/// One of those, as options.dataset says; not for kMnist, which is four files of known names.
SourceImages read_source(const DataOptions& options, const std::filesystem::path& images,
                         const std::filesystem::path& labels, const OnReading& on_reading);

}  // namespace codegrid
