#include "job/encoder_stage.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <system_error>

#include "config/changed_keys.hpp"
#include "config/encoder_job.hpp"
#include "config/run_files.hpp"
#include "config/run_folder.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/folder.hpp"
#include "core/interrupt.hpp"
#include "core/read_file.hpp"
#include "core/stopwatch.hpp"
#include "core/strict_json.hpp"
#include "job/newest_checkpoint.hpp"
#include "job/own_encoder.hpp"
#include "job/prepare_training.hpp"
#include "job/resume_training.hpp"
#include "job/training_job.hpp"
#include "job/training_report.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

// What may differ between the job of a run and what one of its encoders began with.
constexpr std::array<std::string_view, 6> kMayDiffer{"device",
                                                     "threads",
                                                     "data.root",
                                                     "data.cache",
                                                     "training.checkpoint_epochs",
                                                     "training.checkpoint_minutes"};

bool has_config(const fs::path& folder) {
  std::error_code ignored;
  return fs::exists(folder / run_files::kConfig, ignored);
}

// A folder that somebody has trained another way in would be taken for what it is not.
void require_same_job(const fs::path& run, const fs::path& folder, const JobConfig& job) {
  std::vector<std::string> other = changed_keys(load_job(folder / run_files::kConfig, {}), job);
  std::erase_if(other, [](const std::string& key) {
    return std::ranges::find(kMayDiffer, key) != kMayDiffer.end();
  });
  if (other.empty()) return;
  throw data_error(fmt::format(
      "{}: not of the job that {} has for this encoder, by {}; remove the folder, to have the "
      "encoder trained again, or start a new run",
      folder.string(), (run / run_files::kConfig).string(), fmt::join(other, ", ")));
}

std::string stage_name(const JobConfig& job, std::size_t index) {
  return fmt::format("encoder {} of {}: {}", index + 1, job.encoders.size(),
                     job.encoders[index].name);
}

TrainingReport train_in(const fs::path& folder, const JobContext& context, const Splits& sets) {
  const Stopwatch watch;
  stop_if_interrupted();
  if (has_checkpoint(folder / run_files::kCheckpoints))
    return go_on_in_run(folder, context.job(), sets, context.progress(), watch);
  remove_leftovers(folder);
  PreparedTraining prepared(context, sets);
  return train_in_new_run(folder, context, prepared, watch);
}

}  // namespace

EncoderOutcome read_outcome(const fs::path& run, const JobConfig& job, std::size_t index) {
  const fs::path file = encoder_folder(run, job.encoders[index]) / run_files::kSummary;
  const nlohmann::json summary =
      parse_json(read_file(file, ExitCode::kBadData), file.string(), ExitCode::kBadData);
  EncoderOutcome outcome;
  outcome.name = job.encoders[index].name;
  try {
    outcome.epochs = summary.at("epochs").get<std::int64_t>();
    outcome.stopped_early = summary.at("stopped_by") == "early_stopping";
    outcome.seconds = summary.at("seconds").get<double>();
  } catch (const nlohmann::json::exception&) {
    throw data_error(fmt::format(
        "{}: expected the summary of a training, with \"epochs\", \"stopped_by\" and \"seconds\"",
        file.string()));
  }
  return outcome;
}

bool is_trained(const fs::path& run, const JobConfig& job, std::size_t index) {
  const fs::path folder = encoder_folder(run, job.encoders[index]);
  if (!has_config(folder)) return false;
  require_same_job(run, folder, encoder_job(job, index));
  return finished_run(folder).has_value() && has_own_encoder(folder);
}

EncoderOutcome train_encoder(const fs::path& run, const JobContext& context, std::size_t index,
                             const Splits& sets) {
  const JobConfig& job = context.job();
  const std::string stage = stage_name(job, index);
  Progress& progress = context.progress();
  if (is_trained(run, job, index)) {
    progress.say(stage + ", trained already");
    return read_outcome(run, job, index);
  }
  const fs::path folder = encoder_folder(run, job.encoders[index]);
  try {
    JobContext alone(encoder_job(job, index), progress);
    progress.say(fmt::format("{}, from seed {}", stage, alone.job().seed));
    make_folders(folder);
    alone.lock(folder);
    const TrainingReport report = train_in(folder, alone, sets);
    EncoderOutcome outcome = read_outcome(run, job, index);
    const fs::path below = folder.lexically_relative(run);
    for (const std::string& picture : report.missing_pictures)
      outcome.missing_pictures.push_back((below / picture).string());
    return outcome;
  } catch (const Error& error) {
    const Error of_stage(error.code(), fmt::format("{}: {}", stage, error.what()));
    if (interrupted_by() == 0 || error.code() != interruption().code()) throw of_stage;
    throw Stopped(of_stage, run);
  }
}

}  // namespace codegrid
