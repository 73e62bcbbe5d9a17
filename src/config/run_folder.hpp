#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace codegrid {

/// Makes `runs`/`name`/<the next number> and points `runs`/`name`/latest at it, or warns that it
/// cannot. Throws Error(kFailed).
std::filesystem::path make_run_folder(const std::filesystem::path& runs, const std::string& name);

/// The layout of a run folder, as its environment.json says. It changes when an older codegrid
/// would misread a newer run.
inline constexpr int kRunFormat = 1;

/// Throws Error(kUsage) when `run` is no run folder, that is, does not exist or has no config.json,
/// may not be looked into, or is one of another format.
void require_run_folder(const std::filesystem::path& run);

/// The folder that `run` names, itself where that is a link such as "latest", relative to the
/// working folder where it lies below it. Throws Error(kUsage) when it is none.
std::filesystem::path resolve_run_folder(const std::filesystem::path& run);

/// The SHA-256 that `run`/summary.json gives of encoder.pt; nothing where the training did not
/// finish or an older codegrid wrote it. Throws Error(kBadData) where the file cannot be read.
std::optional<std::string> encoder_sha256(const std::filesystem::path& run);

/// A training that came to its end.
struct FinishedRun {
  std::int64_t epochs = 0;     ///< That it trained.
  bool stopped_early = false;  ///< By early stopping.
};

/// What `run`/summary.json says of a training that is finished; nothing where it is not. Throws
/// Error(kBadData) where the file cannot be read.
std::optional<FinishedRun> finished_run(const std::filesystem::path& run);

/// The run folders whose encoders' codes are grouped together when `run` is clustered: `run`
/// itself, or, where it trained several encoders and refined none, the folder of each. Throws
/// Error(kUsage) where its config cannot be read.
std::vector<std::filesystem::path> encoder_runs(const std::filesystem::path& run);

/// `run`/clusters, or the first of clusters-2, clusters-3, ... that does not exist yet.
std::filesystem::path next_clusters_folder(const std::filesystem::path& run);

/// The folder of clusters in `run` that has the highest number and is whole; nothing where there is
/// none.
std::optional<std::filesystem::path> newest_clusters_folder(const std::filesystem::path& run);

/// Every file below `folder`, sorted.
std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder);

}  // namespace codegrid
