#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/progress.hpp"
#include "data/skipped_picture.hpp"

namespace codegrid {

/// A config for data that were looked at, and what was seen.
struct InitReport {
  std::string config;   ///< With comments; it is valid, and runs as it is.
  std::string name;     ///< Of the job.
  std::string about;    ///< What was found.
  std::string changes;  ///< Since the last look at the same data; empty where there was none.
  std::vector<SkippedPicture> bad;  ///< What would be left out, as far as it is known.
};

/// Looks at `data`, a folder of pictures or of arrays, a CSV list of pictures, or an IDX, .npy or
/// .npz file, and makes a config for it: see the files beside this one. The data are then read as
/// the training would read them (pictures decoded into the cache that it uses), unless there are so
/// many pictures that this takes longer than a minute or two; of those, the first bytes of each are
/// looked at. What the program has to say meanwhile goes to `progress`.
/// Throws Error(kBadData) where there is nothing to train on, or the data's path is none that a run
/// can record (UTF-8 without control characters); Error once the program is asked to stop.
InitReport run_init(const std::filesystem::path& data, Progress& progress);

}  // namespace codegrid
