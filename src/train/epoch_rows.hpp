#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "train/metrics.hpp"

namespace codegrid {

/// The two files with a row for each finished epoch of a run: metrics.jsonl and metrics.csv.
struct EpochFiles {
  std::filesystem::path lines;
  std::filesystem::path table;
};

/// What a checkpoint holds of the finished epochs. It leaves their rows to metrics.jsonl: one that
/// carried them all would make what is written grow with the square of the epochs.
struct RowsSeal {
  std::optional<EpochRecord> last;  ///< Of the checkpoint's own epoch; none before the first.
  std::string sha256;               ///< Of the rows up to that one, as metrics.jsonl has them.

  std::int64_t count() const { return last ? last->epoch : 0; }
};

/// The rows under `seal`, out of metrics.jsonl, whose later rows do not count. metrics.csv only
/// helps to find an altered row. Throws Error(kBadData) where the file cannot be read, and naming
/// the line where a row is missing or is not as training wrote it.
std::vector<EpochRecord> read_epoch_rows(const EpochFiles& files, const RowsSeal& seal);

}  // namespace codegrid
