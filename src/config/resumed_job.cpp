#include "config/resumed_job.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

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
// Of a run of several encoders. What is done after an encoder's last epoch rests on all of them.
constexpr std::array<std::string_view, 6> kMayChangeOfEncoders{
    "device",
    "threads",
    "encoders[N].training.checkpoint_epochs",
    "encoders[N].training.checkpoint_minutes",
    "data.root",
    "data.cache"};

// "encoders[N].name" of "encoders[12].name".
std::string of_any_item(const std::string& key) {
  const std::size_t begin = key.find('[');
  const std::size_t end = key.find(']');
  if (begin == std::string::npos || end == std::string::npos) return key;
  return key.substr(0, begin) + "[N]" + key.substr(end + 1);
}

bool may_change(const std::string& key, std::span<const std::string_view> keys) {
  return std::ranges::find(keys, of_any_item(key)) != keys.end();
}

}  // namespace

bool looks_ahead(const ScheduleOptions& schedule) {
  return schedule.kind != ScheduleKind::kConstant || schedule.warmup > 0;
}

void require_same_run(const fs::path& run, const JobConfig& before, const JobConfig& job) {
  const std::span<const std::string_view> keys =
      job.encoders.empty() ? std::span<const std::string_view>(kMayChange)
                           : std::span<const std::string_view>(kMayChangeOfEncoders);
  std::string refused;
  for (const std::string& key : changed_keys(before, job)) {
    if (!may_change(key, keys)) {
      refused += "\n  " + key;
    } else if (key == "training.epochs" && looks_ahead(job.training.schedule)) {
      refused +=
          "\n  training.epochs, since this run's training.schedule is laid out over all epochs: "
          "the learning rate would jump";
    }
  }
  if (refused.empty()) return;
  throw usage_error(
      fmt::format("{}: a run that goes on may change {} only; for another value of the following, "
                  "start a new run{}",
                  run.string(), fmt::join(keys, ", "), refused));
}

JobConfig job_to_resume(const fs::path& run, const std::vector<std::string>& assignments) {
  auto [before, job] = load_assigned_job(run / run_files::kConfig, assignments);
  require_same_run(run, before, job);
  return std::move(job);
}

}  // namespace codegrid
