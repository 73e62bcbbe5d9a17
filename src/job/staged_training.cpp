#include "job/staged_training.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <system_error>

#include "config/encoder_job.hpp"
#include "config/resumed_job.hpp"
#include "config/run_files.hpp"
#include "config/run_folder.hpp"
#include "core/digest.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/folder.hpp"
#include "core/folder_lock.hpp"
#include "core/interrupt.hpp"
#include "core/read_file.hpp"
#include "core/text_table.hpp"
#include "core/trial.hpp"
#include "data/load.hpp"
#include "job/environment.hpp"
#include "job/job_context.hpp"
#include "job/own_encoder.hpp"
#include "job/picture_record.hpp"
#include "job/prepare_training.hpp"
#include "job/refinement_check.hpp"
#include "job/resumption.hpp"
#include "job/skipped_pictures.hpp"
#include "tensor/memory.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

using nlohmann::ordered_json;

Splits read_images(const JobContext& context) {
  give_back_large_blocks();
  Splits sets = read_sets(context.job().data,
                          [&](const std::string& line) { context.progress().update(line); });
  stop_if_interrupted();
  return sets;
}

void require_refinement(const JobContext& context, const ImageSet& images) {
  if (context.job().refinement)
    require_refinable(*context.job().refinement, context, images.size(), images.shape());
}

// Every encoder and the refinement, before the first of them is trained for an hour.
void require_all_trainable(const JobContext& context, const ImageSet& images) {
  for (std::size_t i = 0; i < context.job().encoders.size(); ++i) {
    try {
      require_trainable(JobContext(encoder_job(context.job(), i), context.progress()), images);
    } catch (const Error& error) {
      throw Error(error.code(), fmt::format("encoders[{}]: {}", i, error.what()));
    }
  }
  require_refinement(context, images);
}

RefinementReport refine(const fs::path& run, const JobContext& context, const Splits& sets) {
  RefinementRequest request;
  request.run = run;
  for (const EncoderConfig& encoder : context.job().encoders)
    request.encoders.push_back(encoder_folder(run, encoder) / run_files::kEncoder);
  request.images = sets.train.images;
  request.options = context.job().refinement.value();
  return run_refinement(request, context);
}

ordered_json summary_of_encoder(const fs::path& run, const EncoderConfig& encoder) {
  const fs::path file = encoder_folder(run, encoder) / run_files::kSummary;
  ordered_json summary{{"name", encoder.name}};
  summary.update(ordered_json::parse(read_file(file, ExitCode::kBadData)));
  return summary;
}

void write_summary(const JobConfig& job, const StagedReport& report) {
  ordered_json summary{{"encoders", ordered_json::array()}};
  for (const EncoderConfig& encoder : job.encoders)
    summary["encoders"].push_back(summary_of_encoder(report.run, encoder));
  if (report.refinement) {
    const RefinementReport& refinement = *report.refinement;
    ordered_json& written = summary["refinement"];
    if (job.refinement->kind == RefinementKind::kStudents) {
      written = {{"rounds", refinement.rounds.size()}, {"kept", refinement.kept}};
    } else {
      written = {{"updates", refinement.updates}, {"converged", refinement.converged}};
    }
    written["train_loss"] = refinement.train_loss;
    written["val_loss"] = refinement.val_loss;
    written["seconds"] = refinement.seconds;
  }
  summary["seconds"] = report.seconds;
  if (report.refinement) summary["encoder_sha256"] = report.refinement->encoder_sha256;
  write_file(report.run / run_files::kSummary, summary.dump(2) + "\n");
}

// From wherever the run stands.
StagedReport train_stages(const fs::path& run, const JobContext& context, const Splits& sets) {
  const JobConfig& job = context.job();
  StagedReport report;
  report.run = run;
  for (std::size_t i = 0; i < job.encoders.size(); ++i) {
    report.encoders.push_back(train_encoder(run, context, i, sets));
    report.seconds += report.encoders.back().seconds;
  }
  if (job.refinement) {
    context.progress().say("refinement of their groups");
    report.refinement = refine(run, context, sets);
    report.seconds += report.refinement->seconds;
  }
  write_summary(job, report);
  return report;
}

bool is_finished(const fs::path& run, const JobConfig& job) {
  std::error_code ignored;
  if (!fs::exists(run / run_files::kSummary, ignored)) return false;
  for (std::size_t i = 0; i < job.encoders.size(); ++i) {
    if (!is_trained(run, job, i)) return false;
  }
  return !job.refinement || has_own_encoder(run);
}

// The record of the beginning; with the config, which comes last, the run can go on.
void write_beginning(const fs::path& run, const JobContext& context, const Splits& sets) {
  const std::string config = job_json(context.job()).dump(2) + "\n";
  make_folders(run / run_files::kEncoders);
  write_environment(
      run,
      {this_process(context.device()), context.job().seed, sha256_hex(config), sets.sources, {}});
  write_picture_record(run, sets.listed);
  write_skipped(run, sets.skipped);
  write_file(run / run_files::kConfig, config);
}

}  // namespace

StagedReport run_staged_training(const JobConfig& job, const fs::path& runs, Progress& progress) {
  JobContext context(job, progress);
  try_out(runs / job.name);
  const Splits sets = read_images(context);
  require_all_trainable(context, sets.train);
  const fs::path run = make_run_folder(runs, job.name);
  context.lock(run);
  write_beginning(run, context, sets);
  return train_stages(run, context, sets);
}

std::optional<StagedReport> resume_staged_training(const fs::path& given,
                                                   const std::vector<std::string>& assignments,
                                                   Progress& progress) {
  const fs::path run = resolve_run_folder(given);
  const FolderLock lock(run);  // before its config is read
  const JobConfig job = job_to_resume(run, assignments);
  if (is_finished(run, job)) {
    progress.say(fmt::format("{}: finished, {}{}; nothing to go on with", run.string(),
                             counted(job.encoders.size(), "encoder", "encoders"),
                             job.refinement ? " and the refinement" : ""));
    return std::nullopt;
  }
  const JobContext context(job, progress);
  try_out(run);
  const Splits sets = read_images(context);
  require_same_images_as(run, read_environment(run), sets, progress);
  require_refinement(context, sets.train);
  remove_leftovers(run);
  remove_file(run / run_files::kSummary);
  write_file(run / run_files::kConfig, job_json(context.job()).dump(2) + "\n");
  return train_stages(run, context, sets);
}

}  // namespace codegrid
