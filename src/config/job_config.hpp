#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cluster/options.hpp"
#include "core/fields.hpp"
#include "data/options.hpp"
#include "model/options.hpp"
#include "refine/options.hpp"
#include "train/options.hpp"

namespace codegrid {

enum class Samples { kRandom, kNearest, kFarthest };

/// How the clusters are drawn.
struct PictureOptions {
  std::int64_t rows = 5;  ///< Images of each cluster in clusters.png.
  Samples samples =
      Samples::kRandom;  ///< Which members: random, or by how typical they are of the cluster.
  std::int64_t page_rows = 10;  ///< Of cluster_XX.png.
  std::int64_t page_columns = 10;
};

/// One of several encoders of a job.
struct EncoderConfig {
  std::string name{};  ///< Of its folder in the run.
  ModelOptions model{};
  AugmentationOptions augmentation{};
  TrainingOptions training{};
};

/// A job as its file describes it.
struct JobConfig {
  std::string name;
  std::int64_t seed = 1;
  std::string device = "auto";
  std::int64_t threads = 0;  ///< That compute; 0: as many as there are cores to use.
  DataOptions data;
  ModelOptions model;
  AugmentationOptions augmentation;
  TrainingOptions training;
  /// Trained one after the other, each with a model, augmentation and training of its own; those of
  /// the job do not count then. Empty: the job has one encoder, which is its own.
  std::vector<EncoderConfig> encoders;
  std::optional<RefinementOptions> refinement;  ///< Of the groups of `encoders`.
  ClusteringOptions clustering;
  PictureOptions pictures;
};

/// The table of every key of a job; it reads from and writes to `job`, which must outlive it.
Fields job_fields(JobConfig& job);

/// Reads the job in `file` (see job_source.hpp), then the `--set` assignments, in order. Paths in
/// the file are relative to its folder, those of assignments to the working folder. Throws one
/// Error(kUsage) with all problems, a line each.
JobConfig load_job(const std::filesystem::path& file, const std::vector<std::string>& assignments);

/// The same for a training that is to begin: a key that has no effect on it must have its default.
JobConfig load_new_job(const std::filesystem::path& file,
                       const std::vector<std::string>& assignments);

/// The same as load_job for the `text` of a file that is already read.
JobConfig parse_job(std::string_view text, const std::filesystem::path& file,
                    const std::vector<std::string>& assignments);

/// A job as its file says, and as `--set` has made it.
struct AssignedJob {
  JobConfig written;
  JobConfig job;
};

/// The same as load_job, which is `job`, of a file that is read once. What is wrong with it only
/// without the assignments is no problem.
AssignedJob load_assigned_job(const std::filesystem::path& file,
                              const std::vector<std::string>& assignments);

/// The job as resolved: absolute paths and the device that was chosen. A file of it repeats the run
/// from anywhere.
nlohmann::ordered_json job_json(JobConfig job);

/// Like job_json, but without any path of this machine: what an encoder carries with it.
nlohmann::ordered_json portable_job_json(JobConfig job);

/// The dotted keys that somebody is likely to mean by `word`; see likely_keys.
std::vector<std::string> likely_job_keys(const std::string& word);

/// configs/schema/job.schema.json.
std::string job_schema();

/// The README's reference of keys, as Markdown.
std::string job_reference();

}  // namespace codegrid
