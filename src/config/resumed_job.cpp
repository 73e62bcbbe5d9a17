#include "config/resumed_job.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string_view>

#include "config/run_files.hpp"
#include "core/error.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

using nlohmann::ordered_json;

constexpr std::array<std::string_view, 6> kMayChange{"device",
                                                     "threads",
                                                     "training.epochs",
                                                     "training.checkpoint_epochs",
                                                     "training.checkpoint_minutes",
                                                     "data.root"};

// "/training/epochs" -> "training.epochs".
std::string key_of(std::string pointer) {
  pointer.erase(0, 1);
  std::ranges::replace(pointer, '/', '.');
  return pointer;
}

}  // namespace

bool looks_ahead(const ScheduleOptions& schedule) {
  return schedule.kind != ScheduleKind::kConstant || schedule.warmup > 0;
}

JobConfig job_to_resume(const fs::path& run, const std::vector<std::string>& assignments) {
  const fs::path file = run / run_files::kConfig;
  JobConfig job = load_job(file, assignments);
  const ordered_json before = job_json(load_job(file, {})).flatten();
  const ordered_json now = job_json(job).flatten();
  std::string refused;
  for (const ordered_json& change : ordered_json::diff(before, now)) {
    // A flat document's keys are pointers themselves, so theirs have every "/" written as "~1".
    const std::string pointer =
        ordered_json::json_pointer(change.at("path").get<std::string>()).back();
    const std::string key = key_of(pointer);
    if (std::ranges::find(kMayChange, key) == kMayChange.end()) {
      refused += "\n  " + key;
    } else if (key == "training.epochs" && looks_ahead(job.training.schedule)) {
      refused +=
          "\n  training.epochs, since this run's training.schedule is laid out over all epochs: "
          "the "
          "learning rate would jump";
    }
  }
  if (refused.empty()) return job;
  throw usage_error(
      fmt::format("{}: a run that goes on may change {} only; for another value of the following, "
                  "start a new run{}",
                  run.string(), fmt::join(kMayChange, ", "), refused));
}

}  // namespace codegrid
