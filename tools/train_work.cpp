#include <fmt/format.h>

#include "called_as.hpp"
#include "config/run_folder.hpp"
#include "job/resume_training.hpp"
#include "job/training_job.hpp"
#include "program.hpp"
#include "stages.hpp"
#include "torch_errors.hpp"
#include "train_request.hpp"

namespace {

void report(const codegrid::TrainingReport& training) {
  const codegrid::TrainingSummary& s = training.summary;
  for (const auto& file : codegrid::files_below(training.run)) print_result(file.string());
  print_result(fmt::format("\n{:<22}{} ({})", "epochs", s.epochs,
                           s.stopped_by == codegrid::StopReason::kEpochs ? "all that were asked for"
                                                                         : "early stopping"));
  print_result(fmt::format("{:<21} {:.5f}", "test " + training.loss_name, s.test_loss));
  print_result(fmt::format("{:<22}{:.5f} (epoch {})", "best validation loss", s.best_val_loss,
                           s.best_epoch));
  print_result(fmt::format("{:<22}{:.1f} s, {:.0f} images per second", "time", s.seconds,
                           s.images_per_second));
}

void train(const TrainArguments& arguments) {
  const std::optional<codegrid::JobConfig> job = job_to_train(arguments);
  if (!job) return;
  codegrid::Progress progress;
  if (!arguments.resume.empty()) {
    // It reads its config again, once it has locked the run folder.
    if (const auto training = codegrid::resume_training(
            arguments.resume, arguments.about_config.assignments, progress))
      report(*training);
    return;
  }
  const codegrid::TrainingReport training = codegrid::run_training(*job, arguments.runs, progress);
  report(training);
  progress.say("next: " +
               command(arguments.called_as, "codegrid-cluster", {training.run.string()}));
}

// A training that was stopped says how to go on.
void train_or_say_how(const TrainArguments& arguments) {
  try {
    train(arguments);
  } catch (const codegrid::Stopped& stopped) {
    throw codegrid::Error(stopped.code(), fmt::format("{}; to go on:\n  {}", stopped.what(),
                                                      command(arguments.called_as, "codegrid-train",
                                                              {"--resume", stopped.run.string()})));
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
