#pragma once

#include <ATen/core/Generator.h>
#include <c10/core/Device.h>

#include <cstdint>
#include <filesystem>
#include <optional>

#include "config/job_config.hpp"
#include "core/folder_lock.hpp"
#include "core/progress.hpp"
#include "tensor/random.hpp"

namespace codegrid {

/// What every stage of a job works with, set up once: threads, device, seed, progress, and the lock
/// on the run folder.
class JobContext {
 public:
  /// Makes LibTorch compute as `job` says: see use_threads and choose_device, whose note goes to
  /// `progress`. Before anything is computed. Throws Error(kFailed) where the device cannot be
  /// used.
  JobContext(JobConfig job, Progress& progress);

  /// The job as resolved: its device is the one that was chosen, and precisions are those that it
  /// has.
  const JobConfig& job() const { return job_; }
  c10::Device device() const { return device_; }
  Progress& progress() const { return progress_; }
  std::uint64_t seed() const { return static_cast<std::uint64_t>(job_.seed); }
  at::Generator generator(Purpose purpose) const { return make_generator(seed(), purpose); }

  /// Locks `folder` until the job ends. Throws Error(kUsage) where another process holds it.
  void lock(const std::filesystem::path& folder) { lock_.emplace(folder); }

 private:
  JobConfig job_;
  Progress& progress_;
  c10::Device device_;
  std::optional<FolderLock> lock_;
};

}  // namespace codegrid
