#pragma once

#include <filesystem>

#include "train/trainer.hpp"

namespace codegrid {

/// Writes `folder`/last.pt and best.pt (the autoencoder's parameters as torch::save writes a
/// module: torch::load reads them into an Autoencoder of the same options) and, last, manifest.json
/// with the format version and each file's epoch, size and SHA-256. Throws Error(kFailed).
void write_checkpoints(const std::filesystem::path& folder, Autoencoder& model,
                       const TrainingResult& result);

}  // namespace codegrid
