#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/progress.hpp"
#include "job/assign/assigned_rows.hpp"
#include "job/assign/cluster_folders.hpp"
#include "job/assign/found_clusters.hpp"
#include "job/assign/path_feed.hpp"

namespace codegrid {

struct AssignmentRequest {
  std::filesystem::path encoder;
  std::filesystem::path run;  ///< The run folder that the encoder is of; empty: of none.
  /// Those that were clustered together with it, in their order; empty: as the clusters' folder
  /// says.
  std::vector<std::filesystem::path> other_encoders{};
  WantedClusters clusters;
  std::vector<std::string> images;  ///< Files, folders, "-" for a list on standard input.
  PathFeed::Separator separator = PathFeed::Separator::kNewline;  ///< Of that list.
  RowFormat format = RowFormat::kCsv;
  std::optional<Laying> laying{};  ///< Whether pictures are laid into folders, and how.
  std::filesystem::path into{};    ///< Where those are.
  std::int64_t threads = 0;        ///< See use_threads.
  bool trust = false;              ///< Use an encoder that does not fit, with a warning.
};

struct AssignmentReport {
  std::int64_t assigned = 0;  ///< Images that have a row.
  std::int64_t skipped = 0;   ///< Files and folders that have none; each was named.
};

/// Writes a row for each image to standard output, in the order given; images that come through the
/// list are written as soon as the list pauses. Memory does not grow with the images. What cannot
/// be read or decoded is named to `progress`, and the others go on. Throws Error for everything
/// else, ReaderGone among it.
AssignmentReport run_assignment(const AssignmentRequest& request, Progress& progress);

}  // namespace codegrid
