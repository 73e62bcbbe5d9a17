#include "job/training_job.hpp"

#include <nlohmann/json.hpp>
#include <string>

#include "config/run_files.hpp"
#include "config/run_folder.hpp"
#include "core/digest.hpp"
#include "core/durable_file.hpp"
#include "core/folder.hpp"
#include "core/stopwatch.hpp"
#include "core/trial.hpp"
#include "job/environment.hpp"
#include "job/epoch_log.hpp"
#include "job/job_context.hpp"
#include "job/picture_record.hpp"
#include "job/prepare_training.hpp"
#include "job/skipped_pictures.hpp"
#include "job/train_in_run.hpp"

namespace fs = std::filesystem;

namespace codegrid {

TrainingReport run_training(const JobConfig& job, const fs::path& runs, Progress& progress) {
  const Stopwatch watch;
  JobContext context(job, progress);
  try_out(runs / job.name);
  PreparedTraining prepared(context);
  const fs::path run = make_run_folder(runs, job.name);
  context.lock(run);
  return train_in_new_run(run, context, prepared, watch);
}

TrainingReport train_in_new_run(const fs::path& run, const JobContext& context,
                                PreparedTraining& prepared, const Stopwatch& watch) {
  const std::string config = job_json(context.job()).dump(2) + "\n";
  make_folders(run / run_files::kCheckpoints);
  write_file(run / run_files::kConfig, config);
  write_environment(run, {this_process(context.device()),
                          context.job().seed,
                          sha256_hex(config),
                          prepared.data.sources,
                          {}});
  write_picture_record(run, prepared.data.listed);
  write_skipped(run, prepared.data.skipped);
  Checkpoints checkpoints(run / run_files::kCheckpoints, epoch_files(run));
  prepared.memory.explain([&] { checkpoints.write(prepared.trainer.state()); });
  // From here on, the run can go on.
  return train_in_run(run, context, prepared, checkpoints, watch);
}

}  // namespace codegrid
