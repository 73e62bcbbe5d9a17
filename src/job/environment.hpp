#pragma once

#include <c10/core/Device.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "data/image_set.hpp"
#include "encoder/metadata.hpp"

namespace codegrid {

/// A process that trains: when, which program, on what.
struct TrainingProcess {
  std::string started;  ///< In UTC: "2026-01-31T12:00:00Z".
  Versions versions;
  std::string git_revision;
  std::string compiler;
  std::string system;
  std::string processor;
  std::string device;
  std::int64_t threads = 0;
};

/// A process that went on with a run.
struct Resumption {
  TrainingProcess process;
  std::string config_sha256;  ///< Of config.json as it then was.
  std::int64_t epoch = 0;     ///< Epochs that were finished.
  std::int64_t batch = 0;     ///< Batches that were done of the next one.
};

/// All that a run depended on besides its config.
struct Environment {
  TrainingProcess begun;
  std::int64_t seed = 0;
  std::string config_sha256;  ///< Of config.json as it was at the beginning.
  std::vector<Source> data;
  std::vector<Resumption> resumed;
};

/// This one, which trains on `device`.
TrainingProcess this_process(c10::Device device);

/// Writes environment.json into `run`. Throws Error(kFailed).
void write_environment(const std::filesystem::path& run, const Environment& environment);

/// What environment.json in `run` says; what it leaves out is empty. Throws Error(kBadData) where
/// it cannot be read, or has a value of another type than write_environment gives it.
Environment read_environment(const std::filesystem::path& run);

}  // namespace codegrid
