#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/progress.hpp"
#include "data/skipped_picture.hpp"
#include "data/sources/picture_list.hpp"

namespace codegrid {

/// A config for data that were looked at, and what was seen.
struct InitReport {
  std::string config;   ///< With comments; it is valid, and runs as it is.
  std::string name;     ///< Of the job.
  std::string about;    ///< What was found.
  std::string changes;  ///< Since the last look at the same data; empty where there was none.
  std::string plan;     ///< What the config trains, in a line; why it is no more, where it is less.
  std::string problem;  ///< Why the training is not likely to find its memory; empty: it is.
  std::vector<SkippedPicture> bad;  ///< What would be left out, as far as it is known.

  std::filesystem::path looked_at{};
  PictureList files{};        ///< What it held.
  bool nothing_kept = false;  ///< There is no place for decoded pictures.
};

/// Looks at `data`, a folder of pictures or of arrays, a CSV list of pictures, or an IDX, .npy or
/// .npz file, and makes a config for it: see the files beside this one. The data are then read as
/// the training would read them (pictures decoded into the cache that it uses), unless there are so
/// many pictures that this takes longer than a minute or two; of those, the first bytes of each are
/// looked at. What the program has to say meanwhile goes to `progress`.
/// Throws Error(kBadData) where there is nothing to train on, or the data's path is none that a run
/// can record (UTF-8 without control characters); Error once the program is asked to stop.
InitReport run_init(const std::filesystem::path& data, Progress& progress);

/// Makes what was looked at the record that the next run_init of the same data compares with: to be
/// called once the report has reached the user. Where it cannot be kept, a note says so.
void keep_record(const InitReport& report, Progress& progress);

}  // namespace codegrid
