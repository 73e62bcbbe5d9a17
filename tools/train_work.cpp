#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "called_as.hpp"
#include "config/run_folder.hpp"
#include "core/interrupt.hpp"
#include "job/training_job.hpp"
#include "program.hpp"
#include "torch_errors.hpp"
#include "train_request.hpp"

namespace {

void report(const codegrid::TrainingReport& training) {
  const auto& s = training.summary;
  for (const auto& file : codegrid::files_below(training.run)) print_result(file.string());
  print_result(
      fmt::format("\n{:<22}{} ({})", "epochs", s["epochs"].get<int>(),
                  s["stopped_by"] == "epochs" ? "all that were asked for" : "early stopping"));
  print_result(
      fmt::format("{:<22}{:.5f}", "test " + training.loss_name, s["test_loss"].get<double>()));
  print_result(fmt::format("{:<22}{:.5f} (epoch {})", "best validation loss",
                           s["best_val_loss"].get<double>(), s["best_epoch"].get<int>()));
  print_result(fmt::format("{:<22}{:.1f} s, {:.0f} images a second", "time",
                           s["seconds"].get<double>(), s["images_per_second"].get<double>()));
}

void train(const TrainArguments& arguments) {
  const std::optional<codegrid::JobConfig> job = job_to_train(arguments);
  if (!job) return;
  codegrid::Progress progress;
  if (!arguments.resume.empty()) {
    // It reads its config again, once it has locked the run folder.
    return report(
        codegrid::resume_training(arguments.resume, arguments.about_config.assignments, progress));
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

int main(int argc, char** argv) {
  codegrid::listen_for_interrupts();
  TrainArguments arguments;
  arguments.called_as = argv[0];
  return run_program(
      argc, argv, [&](CLI::App& app) { add_options(app, arguments); },
      [&] { without_backtrace([&] { train_or_say_how(arguments); }); });
}
