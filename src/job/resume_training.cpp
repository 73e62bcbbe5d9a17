#include "job/resume_training.hpp"

#include <fmt/format.h>

#include <iterator>
#include <nlohmann/json.hpp>
#include <system_error>
#include <vector>

#include "config/resumed_job.hpp"
#include "config/run_files.hpp"
#include "config/run_folder.hpp"
#include "core/digest.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/folder.hpp"
#include "core/folder_lock.hpp"
#include "core/stopwatch.hpp"
#include "core/text_table.hpp"
#include "core/trial.hpp"
#include "job/environment.hpp"
#include "job/epoch_log.hpp"
#include "job/job_context.hpp"
#include "job/newest_checkpoint.hpp"
#include "job/own_encoder.hpp"
#include "job/prepare_training.hpp"
#include "job/resumption.hpp"
#include "job/train_in_run.hpp"
#include "train/early_stopping.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

// Refuses fewer epochs than the run has begun.
void require_epochs_left(const fs::path& run, const TrainingState& from, std::int64_t epochs) {
  const std::int64_t begun = std::ssize(from.epochs) + (from.batch > 0 ? 1 : 0);
  if (epochs >= begun) return;
  throw usage_error(fmt::format(
      "{}: is in epoch {} already; to go on, training.epochs must be {} or more, found {}",
      run.string(), begun, begun, epochs));
}

std::string advice_to_train_longer(const FinishedRun& finished, const TrainingOptions& options) {
  if (finished.stopped_early) {
    return "Early stopping ended it; to train longer, start a new run with a larger "
           "training.early_stopping.patience, or with its monitor \"none\"";
  }
  if (looks_ahead(options.schedule)) {
    return "Its training.schedule is laid out over all epochs; to train longer, start a new run "
           "with a larger training.epochs";
  }
  return "To train longer: --set training.epochs=N with a larger N";
}

// Whether the encoder of a finished run is gone, which is then said: its training goes on from the
// last checkpoint, where nothing is left to train, and writes it again.
bool lacks_encoder(const fs::path& run, Progress& progress) {
  if (has_own_encoder(run)) return false;
  progress.say(fmt::format(
      "note: {}: is missing, though the training was finished; it is written again from the last "
      "checkpoint",
      (run / run_files::kEncoder).string()));
  return true;
}

// Whether nothing is left to do, which is then said. Refuses more epochs for a run that early
// stopping ended.
bool is_finished(const fs::path& run, const JobConfig& job, Progress& progress) {
  const std::optional<FinishedRun> finished = finished_run(run);
  if (!finished) return false;
  const std::string message =
      fmt::format("{}: finished after {}; nothing to go on with. {}", run.string(),
                  counted(finished->epochs, "epoch", "epochs"),
                  advice_to_train_longer(*finished, job.training));
  const std::int64_t asked = job.training.epochs;
  if (finished->stopped_early) {
    const std::int64_t planned = load_job(run / run_files::kConfig, {}).training.epochs;
    if (asked > planned) throw usage_error(message);
  } else if (asked > finished->epochs) {
    return false;
  }
  if (lacks_encoder(run, progress)) return false;
  progress.say(message);
  return true;
}

// Else only what follows the last epoch is done again.
bool trains_more(const TrainingState& from, const TrainingOptions& options) {
  EarlyStopping stopping(options.early_stopping);
  stopping.restore(from.stopping);
  return std::ssize(from.epochs) < options.epochs && !stopping.should_stop();
}

// What says that the run is whole, or was left half-written when it was killed.
void clear_for_more(const fs::path& run) {
  remove_leftovers(run);
  remove_leftovers(run / run_files::kCheckpoints);
  remove_file(run / run_files::kSummary);
}

}  // namespace

std::optional<TrainingReport> resume_training(const fs::path& given,
                                              const std::vector<std::string>& assignments,
                                              Progress& progress) {
  const Stopwatch watch;
  const fs::path run = resolve_run_folder(given);
  const FolderLock lock(run);  // before its config is read
  const JobConfig job = job_to_resume(run, assignments);
  if (is_finished(run, job, progress)) return std::nullopt;
  return go_on_in_run(run, job, std::nullopt, progress, watch);
}

TrainingReport go_on_in_run(const fs::path& run, const JobConfig& job, std::optional<Splits> sets,
                            Progress& progress, const Stopwatch& watch) {
  Checkpoints checkpoints(run / run_files::kCheckpoints, epoch_files(run));
  const Checkpoints::Found found = newest_whole(checkpoints, progress);
  const TrainingState& from = found.state;
  require_epochs_left(run, from, job.training.epochs);

  const JobContext context(job, progress);
  try_out(run);
  std::optional<PreparedTraining> prepared;
  if (sets) {
    prepared.emplace(context, *std::move(sets));
  } else {
    prepared.emplace(context);
  }
  const Environment environment = read_environment(run);
  require_same_images_as(run, environment, prepared->data, progress);
  prepared->trainer.restore(from);

  if (trains_more(from, job.training) && fs::exists(run / run_files::kClusters))
    progress.say("note: its clusters are of the encoder so far; cluster again after this");
  clear_for_more(run);
  const std::string config = job_json(context.job()).dump(2) + "\n";
  const auto epochs = static_cast<std::int64_t>(from.epochs.size());
  record_resumption(run, environment,
                    {this_process(context.device()), sha256_hex(config), epochs, from.batch},
                    progress);
  write_file(run / run_files::kConfig, config);
  progress.say(
      fmt::format("going on after {}{}", counted(epochs, "epoch", "epochs"),
                  from.batch == 0 ? "" : " and " + counted(from.batch, "batch", "batches")));
  return train_in_run(run, context, *prepared, checkpoints, watch);
}

}  // namespace codegrid
