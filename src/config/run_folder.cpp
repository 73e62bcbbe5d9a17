#include "config/run_folder.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <nlohmann/json.hpp>
#include <string_view>
#include <system_error>
#include <vector>

#include "config/run_files.hpp"
#include "core/error.hpp"
#include "core/folder.hpp"
#include "core/paths.hpp"
#include "core/read_file.hpp"
#include "core/strict_json.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

using nlohmann::json;

// Null where the file is missing, or its object has no such key.
json value_in(const fs::path& file, const char* key, ExitCode failure = ExitCode::kBadData) {
  std::error_code error;
  if (fs::status(file, error).type() == fs::file_type::not_found) return nullptr;
  const json object = parse_json(read_file(file, failure), file.string(), failure);
  return object.is_object() ? object.value(key, json()) : json();
}

// Of "clusters" 1, of "clusters-2" 2, and so on; 0 of what is no folder of clusters.
int clusters_number(std::string_view name) {
  if (name == run_files::kClusters) return 1;
  const std::string start = fmt::format("{}-", run_files::kClusters);
  if (!name.starts_with(start)) return 0;
  name.remove_prefix(start.size());
  int number = 0;
  const auto [end, status] = std::from_chars(name.data(), name.data() + name.size(), number);
  return status == std::errc() && end == name.data() + name.size() && number >= 2 ? number : 0;
}

// What `latest` in `runs` points at, or, where there is none, the run of the highest number; empty
// where there is no run.
fs::path newest_run_in(const fs::path& runs) {
  std::error_code ignored;
  fs::path newest = runs / run_files::kLatest;
  if (fs::is_regular_file(newest / run_files::kConfig, ignored)) return newest;
  newest.clear();
  for (fs::directory_iterator it(runs, ignored), end; !ignored && it != end;
       it.increment(ignored)) {
    const fs::path run = it->path();
    std::error_code no_config;
    if (run.filename().string().find_first_not_of("0123456789") == std::string::npos &&
        run > newest && fs::is_regular_file(run / run_files::kConfig, no_config))
      newest = run;
  }
  return newest;
}

// The first folder on the way to `path`, or that one, that may not be searched; empty where all
// may.
fs::path closed_folder(const fs::path& path) {
  fs::path folder;
  for (const fs::path& name : path) {
    folder /= name;
    if (::access(folder.c_str(), X_OK) != 0 && errno == EACCES) return folder;
  }
  return {};
}

Error may_not_be_searched(const fs::path& run) {
  const std::string reason = std::strerror(EACCES);
  const fs::path closed = closed_folder(run);
  if (!closed.empty() && closed != run) {
    return usage_error(
        fmt::format("{0}: cannot be reached: {1} may not be searched: {2}; its owner can allow it: "
                    "chmod +x {1}",
                    run.string(), closed.string(), reason));
  }
  return usage_error(
      fmt::format("{0}: may not be searched: {1}; its owner can allow it: chmod -R +rX {0}",
                  run.string(), reason));
}

// The numbers of folders of clusters that there may be in `run`. One that may be searched but not
// listed does not say: then some are tried.
std::vector<int> clusters_numbers(const fs::path& run) {
  constexpr int kTried = 1000;
  std::vector<int> numbers;
  std::error_code error;
  for (fs::directory_iterator it(run, error), end; !error && it != end; it.increment(error))
    numbers.push_back(clusters_number(it->path().filename().string()));
  if (error != std::errc::permission_denied) return numbers;
  for (int number = 1; number <= kTried; ++number) numbers.push_back(number);
  return numbers;
}

fs::path clusters_folder(const fs::path& run, int number) {
  if (number == 1) return run / run_files::kClusters;
  return run / fmt::format("{}-{}", run_files::kClusters, number);
}

}  // namespace

fs::path make_run_folder(const fs::path& runs, const std::string& name) {
  fs::path run = make_numbered_folder(runs / name);
  point_link(runs / name / run_files::kLatest, run.filename());
  return run;
}

void require_run_folder(const fs::path& run) {
  std::error_code error;
  if (fs::status(run, error).type() == fs::file_type::not_found) {
    throw usage_error(
        fmt::format("{}: does not exist; expected a run folder of codegrid-train, such as "
                    "runs/mnist/latest{}",
                    run.string(), is_unexpanded(run.string()) ? home_advice(run.string()) : ""));
  }
  const bool has_config = fs::is_regular_file(run / run_files::kConfig, error);
  if (error == std::errc::permission_denied) throw may_not_be_searched(run);
  if (!has_config) {
    const fs::path newest = newest_run_in(run);
    throw usage_error(fmt::format(
        "{}: not a run folder of codegrid-train: it has no {}{}", run.string(), run_files::kConfig,
        newest.empty() ? "" : fmt::format("; did you mean {}?", newest.string())));
  }
  const json format = value_in(run / run_files::kEnvironment, "format_version");
  if (format.is_null() || format == kRunFormat) return;
  throw usage_error(fmt::format("{}: a run of format {}; this program reads format {}",
                                run.string(), format.dump(), kRunFormat));
}

fs::path resolve_run_folder(const fs::path& run) {
  require_run_folder(run);
  fs::path real = fs::canonical(run);
  fs::path near = real.lexically_relative(fs::current_path());
  return near.empty() || *near.begin() == ".." ? real : near;
}

std::optional<std::string> encoder_sha256(const fs::path& run) {
  const json sum = value_in(run / run_files::kSummary, "encoder_sha256");
  return sum.is_string() ? std::optional(sum.get<std::string>()) : std::nullopt;
}

std::optional<FinishedRun> finished_run(const fs::path& run) {
  const json epochs = value_in(run / run_files::kSummary, "epochs");
  if (!epochs.is_number_integer()) return std::nullopt;
  return FinishedRun{epochs.get<std::int64_t>(),
                     value_in(run / run_files::kSummary, "stopped_by") == "early_stopping"};
}

std::vector<fs::path> encoder_runs(const fs::path& run) {
  const json encoders = value_in(run / run_files::kConfig, "encoders", ExitCode::kUsage);
  const bool is_refined =
      value_in(run / run_files::kConfig, "refinement", ExitCode::kUsage).is_object();
  std::vector<fs::path> runs;
  for (const json& encoder : encoders.is_array() && !is_refined ? encoders : json::array()) {
    const json name = encoder.is_object() ? encoder.value("name", json()) : json();
    if (name.is_string()) runs.push_back(run / run_files::kEncoders / name.get<std::string>());
  }
  if (runs.empty()) runs.push_back(run);
  return runs;
}

fs::path next_clusters_folder(const fs::path& run) {
  int number = 1;
  while (fs::exists(fs::symlink_status(clusters_folder(run, number)))) ++number;
  return clusters_folder(run, number);
}

std::optional<fs::path> newest_clusters_folder(const fs::path& run) {
  int highest = 0;
  for (const int number : clusters_numbers(run)) {
    std::error_code no_figures;
    const fs::path figures = clusters_folder(run, number) / cluster_files::kMetrics;
    if (number > highest && fs::is_regular_file(figures, no_figures)) highest = number;
  }
  return highest == 0 ? std::nullopt : std::optional(clusters_folder(run, highest));
}

std::vector<fs::path> files_below(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace codegrid
