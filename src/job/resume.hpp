#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/progress.hpp"
#include "data/image_set.hpp"

namespace codegrid {

/// Throws Error(kBadData) if `sources` are not the files, byte for byte, that the run began with.
void require_same_data(const std::filesystem::path& run, const std::vector<Source>& sources);

/// Adds the moment, the program and the machine to "resumed" in the run's environment.json, and
/// says what differs from the beginning, because bits may then differ too.
///   config: config.json as it will be written; epoch, batch: where the run goes on.
void record_resumption(const std::filesystem::path& run, c10::Device device,
                       const std::string& config, std::int64_t epoch, std::int64_t batch,
                       Progress& progress);

}  // namespace codegrid
