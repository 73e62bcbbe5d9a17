#pragma once

#include <filesystem>

#include "core/progress.hpp"
#include "train/checkpoint.hpp"

namespace codegrid {

/// Whether a training has come as far as a checkpoint in `folder`; one that has not begins anew.
/// Throws Error where the folder cannot be listed.
bool has_checkpoint(const std::filesystem::path& folder);

/// The newest whole checkpoint; why newer ones are damaged is said as warnings. Throws Error as
/// Checkpoints::newest does.
Checkpoints::Found newest_whole(Checkpoints& checkpoints, Progress& progress);

}  // namespace codegrid
