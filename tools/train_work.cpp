#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "called_as.hpp"
#include "core/error.hpp"
#include "core/text_table.hpp"
#include "file_list.hpp"
#include "init_answer.hpp"
#include "job/picture_files.hpp"
#include "job/resume_training.hpp"
#include "job/staged_training.hpp"
#include "job/training_job.hpp"
#include "program.hpp"
#include "stages.hpp"
#include "torch_errors.hpp"
#include "train_request.hpp"

namespace {

void report(const codegrid::TrainingReport& training) {
  const codegrid::TrainingSummary& s = training.summary;
  print_files(training.run);
  const std::string test_loss = training.test_name + " " + training.loss_name;
  const std::size_t width = std::max<std::size_t>(22, test_loss.size() + 2);
  print_result(fmt::format("\n{:<{}}{} ({})", "epochs", width, s.epochs,
                           s.stopped_by == codegrid::StopReason::kEpochs ? "all that were asked for"
                                                                         : "early stopping"));
  print_result(fmt::format("{:<{}}{:.5f}", test_loss, width, s.test_loss));
  if (s.test_parts) {
    print_result(
        fmt::format("{:<{}}{:.5f}", "  its reconstruction", width, s.test_parts->reconstruction));
    print_result(
        fmt::format("{:<{}}{:.2f} nats an image", "  its KL divergence", width, s.test_parts->kl));
  }
  print_result(fmt::format("{:<{}}{:.5f} (epoch {})", "best validation loss", width,
                           s.best_val_loss, s.best_epoch));
  print_result(fmt::format("{:<{}}{:.1f} s, {:.0f} images per second", "time", width, s.seconds,
                           s.images_per_second));
  if (!training.missing_pictures.empty())
    throw codegrid::run_error(codegrid::without_pictures(training.run, training.missing_pictures));
}

std::string outcome_of(const codegrid::RefinementReport& refinement) {
  if (refinement.updates > 0) {
    return fmt::format(
        "{} ({})", codegrid::counted(refinement.updates, "update", "updates"),
        refinement.converged ? "until few labels changed" : "all that were asked for");
  }
  return fmt::format("{}, the student of round {} is kept",
                     codegrid::counted(refinement.rounds.size(), "round", "rounds"),
                     refinement.kept);
}

void report(const codegrid::StagedReport& training) {
  print_files(training.run);
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> missing;
  for (const codegrid::EncoderOutcome& encoder : training.encoders) {
    rows.push_back({encoder.name, codegrid::with_commas(encoder.epochs),
                    encoder.stopped_early ? "early stopping" : "all that were asked for",
                    fmt::format("{:.1f}", encoder.seconds)});
    missing.insert(missing.end(), encoder.missing_pictures.begin(), encoder.missing_pictures.end());
  }
  print_result(fmt::format(
      "\n{}", codegrid::text_table({"encoder", "epochs", "ended by", "seconds"}, rows)));
  if (training.refinement)
    print_result(fmt::format("{:<22}{}", "refinement", outcome_of(*training.refinement)));
  print_result(fmt::format("{:<22}{:.1f} s", "time", training.seconds));
  if (!missing.empty())
    throw codegrid::run_error(codegrid::without_pictures(training.run, missing));
}

void say_what_is_next(const TrainArguments& arguments, const std::filesystem::path& run,
                      codegrid::Progress& progress) {
  progress.say("next: " + command(arguments.called_as, "codegrid-cluster", {operand(run)}));
}

// Of several encoders.
void train_stages(const TrainArguments& arguments, const codegrid::JobConfig& job,
                  codegrid::Progress& progress) {
  if (!arguments.resume.empty()) {
    if (const auto training = codegrid::resume_staged_training(
            arguments.resume, arguments.about_config.assignments, progress))
      report(*training);
    return;
  }
  const codegrid::StagedReport training =
      codegrid::run_staged_training(job, arguments.runs, progress);
  report(training);
  say_what_is_next(arguments, training.run, progress);
}

void train(const TrainArguments& arguments) {
  if (!arguments.init.empty()) {
    require_init_alone(arguments);
    ask_for_one_thread_by("OMP_NUM_THREADS=1");  // it takes no --set
    return answer_init(arguments);
  }
  const std::optional<codegrid::JobConfig> job = job_to_train(arguments);
  if (!job) return;
  codegrid::Progress progress;
  if (!job->encoders.empty()) return train_stages(arguments, *job, progress);
  if (!arguments.resume.empty()) {
    // It reads its config again, once it has locked the run folder.
    if (const auto training = codegrid::resume_training(
            arguments.resume, arguments.about_config.assignments, progress))
      report(*training);
    return;
  }
  const codegrid::TrainingReport training = codegrid::run_training(*job, arguments.runs, progress);
  report(training);
  say_what_is_next(arguments, training.run, progress);
}

// A training that was stopped says how to go on.
void train_or_say_how(const TrainArguments& arguments) {
  try {
    train(arguments);
  } catch (const codegrid::Stopped& stopped) {
    throw codegrid::Error(stopped.code(), fmt::format("{}; to go on:\n  {}", stopped.what(),
                                                      command(arguments.called_as, "codegrid-train",
                                                              {"--resume", operand(stopped.run)})));
  }
}

}  // namespace

int train_stage(int argc, char** argv) {
  TrainArguments arguments;
  arguments.called_as = argv[0];
  return run_program(
      argc, argv, [&](CLI::App& app) { add_options(app, arguments); },
      [&] { without_backtrace([&] { train_or_say_how(arguments); }); });
}
