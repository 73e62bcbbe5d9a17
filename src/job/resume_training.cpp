#include "job/resume_training.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

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
#include "job/job_context.hpp"
#include "job/prepare_training.hpp"
#include "job/resumption.hpp"
#include "job/train_in_run.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

Checkpoints::Found newest_whole(Checkpoints& checkpoints, Progress& progress) {
  Checkpoints::Found found = checkpoints.newest();
  for (const std::string& reason : found.damaged)
    progress.say(fmt::format("warning: {}; going on from {}", reason, found.name));
  return found;
}

// Refuses a run that has nothing left to train, and fewer epochs than it has begun.
void require_epochs_left(const fs::path& run, const Trainer& trainer, const TrainingState& from,
                         std::int64_t epochs) {
  const auto finished = static_cast<std::int64_t>(from.epochs.size());
  if (fs::exists(run / run_files::kSummary) && trainer.finished()) {
    throw usage_error(
        fmt::format("{}: finished after {}; nothing to go on with. {}", run.string(),
                    counted(finished, "epoch", "epochs"),
                    trainer.stopped_early()
                        ? "Early stopping ended it; to train longer, start a new run with a larger "
                          "training.early_stopping.patience, or with its monitor \"none\""
                        : "To train longer: --set training.epochs=N with a larger N"));
  }
  const std::int64_t begun = finished + (from.batch > 0 ? 1 : 0);
  if (epochs >= begun) return;
  throw usage_error(fmt::format(
      "{}: is in epoch {} already; to go on, training.epochs must be {} or more, found {}",
      run.string(), begun, begun, epochs));
}

// What says that the run is whole, or was left half-written when it was killed.
void clear_for_more(const fs::path& run, Progress& progress) {
  remove_leftovers(run);
  remove_leftovers(run / run_files::kCheckpoints);
  if (fs::exists(run / run_files::kClusters))
    progress.say("note: its clusters are of the encoder so far; cluster again after this");
  remove_file(run / run_files::kSummary);
}

}  // namespace

TrainingReport resume_training(const fs::path& given, const std::vector<std::string>& assignments,
                               Progress& progress) {
  const Stopwatch watch;
  const fs::path run = resolve_run_folder(given);
  const FolderLock lock(run);  // before its config is read
  const JobConfig job = job_to_resume(run, assignments);
  Checkpoints checkpoints(run / run_files::kCheckpoints);
  const Checkpoints::Found found = newest_whole(checkpoints, progress);
  const TrainingState& from = found.state;

  const JobContext context(job, progress);
  try_out(run);
  PreparedTraining prepared(context);
  const Environment environment = read_environment(run);
  require_same_data(run, environment, prepared.data.sources);
  prepared.trainer.restore(from);
  require_epochs_left(run, prepared.trainer, from, job.training.epochs);

  clear_for_more(run, progress);
  const std::string config = job_json(context.job()).dump(2) + "\n";
  const auto epochs = static_cast<std::int64_t>(from.epochs.size());
  record_resumption(run, environment,
                    {this_process(context.device()), sha256_hex(config), epochs, from.batch},
                    progress);
  write_file(run / run_files::kConfig, config);
  progress.say(
      fmt::format("going on after {}{}", counted(epochs, "epoch", "epochs"),
                  from.batch == 0 ? "" : " and " + counted(from.batch, "batch", "batches")));
  return train_in_run(run, context, prepared, checkpoints, watch);
}

}  // namespace codegrid
