#include "config/resumed_job.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "config/changed_keys.hpp"
#include "config/run_files.hpp"
#include "core/error.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

constexpr std::array<std::string_view, 7> kMayChange{"device",
                                                     "threads",
                                                     "training.epochs",
                                                     "training.checkpoint_epochs",
                                                     "training.checkpoint_minutes",
                                                     "data.root",
                                                     "data.cache"};

}  // namespace

bool looks_ahead(const ScheduleOptions& schedule) {
  return schedule.kind != ScheduleKind::kConstant || schedule.warmup > 0;
}

JobConfig job_to_resume(const fs::path& run, const std::vector<std::string>& assignments) {
  const fs::path file = run / run_files::kConfig;
  const auto [before, job] = load_assigned_job(file, assignments);
  std::string refused;
  for (const std::string& key : changed_keys(before, job)) {
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
