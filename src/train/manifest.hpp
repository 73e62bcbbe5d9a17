#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "train/state.hpp"

namespace codegrid {

/// What a checkpoint says beside its tensors, and what proves them whole.
struct Manifest {
  TrainingState state;  ///< Without its tensors.
  std::uint64_t bytes;  ///< The size of the tensors' file,
  std::string sha256;   ///< and its SHA-256.
};

/// JSON with a SHA-256 of itself. `tensors` are the bytes of the tensors' file.
std::string encode_manifest(const TrainingState& state, std::string_view tensors);

/// Throws Error(kBadData) naming `name` where `text` is not what encode_manifest wrote, another
/// format version included.
Manifest decode_manifest(const std::string& text, const std::string& name);

}  // namespace codegrid
