#pragma once

#include <optional>
#include <string>

#include "train/epoch_rows.hpp"
#include "train/state.hpp"

namespace codegrid {

/// What a checkpoint says beside its tensors.
struct Manifest {
  TrainingState state;           ///< Without tensors; with its epochs where `rows` is nothing.
  std::optional<RowsSeal> rows;  ///< What it holds of the epochs instead; nothing up to format 3.
};

/// The manifest as JSON.
///   state: its epochs and tensors do not count.
std::string encode_manifest(const TrainingState& state, const RowsSeal& rows);

/// What `text` says. Throws Error(kBadData) naming `name` where it is not what encode_manifest, or
/// that of format 3, writes.
Manifest decode_manifest(const std::string& text, const std::string& name);

}  // namespace codegrid
