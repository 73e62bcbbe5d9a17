#include "job/resume.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/read_file.hpp"
#include "core/strict_json.hpp"
#include "job/environment.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

using nlohmann::ordered_json;

ordered_json read_environment(const fs::path& run) {
  const fs::path file = run / "environment.json";
  const std::string text = read_file(file, ExitCode::kBadData);
  parse_json(text, file.string(), ExitCode::kBadData);  // for its messages
  return ordered_json::parse(text, nullptr, true, true);
}

}  // namespace

void require_same_data(const fs::path& run, const std::vector<Source>& sources) {
  const ordered_json environment = read_environment(run);
  std::vector<std::string> before;
  for (const ordered_json& source : environment.value("data", ordered_json::array()))
    before.push_back(source.value("sha256", ""));
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (i < before.size() && before[i] == sources[i].sha256) continue;
    throw data_error(fmt::format(
        "{}: not the file that the run {} began with (another SHA-256); bring that one back, or "
        "start a new run",
        sources[i].path, run.string()));
  }
}

void record_resumption(const fs::path& run, c10::Device device, const std::string& config,
                       std::int64_t epoch, std::int64_t batch, Progress& progress) {
  ordered_json environment = read_environment(run);
  ordered_json now =
      environment_json(device, environment.value("seed", std::int64_t{0}), {}, config);
  for (const char* key : {"device", "threads", "versions", "processor"}) {
    if (environment.value(key, ordered_json()) == now[key]) continue;
    progress.say(
        fmt::format("note: {} differs from the run's beginning, so its bits may differ too", key));
  }
  now.erase("format_version");
  now.erase("data");
  now.erase("seed");
  now["epoch"] = epoch;
  now["batch"] = batch;
  environment["resumed"].push_back(now);
  write_file(run / "environment.json", environment.dump(2) + "\n");
}

}  // namespace codegrid
