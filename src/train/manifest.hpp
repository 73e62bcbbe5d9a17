#pragma once

#include <string>

#include "train/state.hpp"

namespace codegrid {

/// What a checkpoint says beside its tensors, as JSON.
std::string encode_manifest(const TrainingState& state);

/// The state in `text`, without tensors. Throws Error(kBadData) naming `name` where it is not what
/// encode_manifest writes.
TrainingState decode_manifest(const std::string& text, const std::string& name);

}  // namespace codegrid
