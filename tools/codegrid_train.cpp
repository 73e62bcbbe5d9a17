#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "config/job_config.hpp"
#include "config/run_folder.hpp"
#include "core/error.hpp"
#include "job/training_job.hpp"
#include "program.hpp"

namespace {

constexpr const char* kAbout =
    "Trains an autoencoder on images as a JSON file says, and saves its encoder half as "
    "TorchScript.\n"
    "\n"
    "Example:\n"
    "  codegrid-train configs/mnist.json --set training.epochs=20 --set seed=2\n";
constexpr const char* kFooter =
    "\nA run goes to runs/NAME/0001, 0002, ...; runs/NAME/latest points at the newest. Group it "
    "with\n"
    "  codegrid-cluster runs/NAME/latest\n"
    "Exit codes: 0 done, 1 failed while running, 2 wrong usage or config, 3 bad input data,\n"
    "130 or 143 stopped by SIGINT or SIGTERM with everything saved, for --resume.";

struct Arguments {
  std::string config;
  std::vector<std::string> assignments;
  std::string resume;
  std::string runs = "runs";
  bool print_config = false;
  bool validate = false;
  bool print_schema = false;
  bool print_reference = false;
};

void add_options(CLI::App& app, Arguments& arguments) {
  app.footer(kFooter);
  auto* config = app.add_option("CONFIG", arguments.config, "the job's JSON file");
  auto* resume =
      app.add_option("--resume", arguments.resume,
                     "go on with a run that was stopped or killed, as if it had never been")
          ->type_name("RUN_DIR")
          ->excludes(config);
  app.add_option("--set", arguments.assignments,
                 "change a key of the config, e.g. training.epochs=20; may be repeated")
      ->type_name("KEY=VALUE")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_option("--runs", arguments.runs, "where run folders go")
      ->type_name("DIR")
      ->capture_default_str()
      ->excludes(resume);
  app.add_flag("--print-config", arguments.print_config,
               "print the config with every default spelled out, and stop");
  app.add_flag("--validate", arguments.validate, "check the config, and stop");
  app.add_flag("--print-schema", arguments.print_schema,
               "print the JSON Schema of configs, and stop");
  app.add_flag("--print-reference", arguments.print_reference,
               "print the table of all keys, and stop");
}

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

void work(const Arguments& arguments) {
  if (arguments.print_schema) {
    fmt::print("{}", codegrid::job_schema());
    return;
  }
  if (arguments.print_reference) {
    fmt::print("{}", codegrid::job_reference());
    return;
  }
  codegrid::Progress progress;
  if (!arguments.resume.empty()) {
    return report(codegrid::resume_training(arguments.resume, arguments.assignments, progress));
  }
  if (arguments.config.empty())
    throw codegrid::usage_error("CONFIG is missing\nTry codegrid-train --help");
  const codegrid::JobConfig job = codegrid::load_job(arguments.config, arguments.assignments);
  if (arguments.validate) return print_result(fmt::format("{}: valid", arguments.config));
  if (arguments.print_config) return print_result(codegrid::job_json(job).dump(2));
  const codegrid::TrainingReport training = codegrid::run_training(job, arguments.runs, progress);
  report(training);
  progress.say("next: codegrid-cluster " + training.run.string());
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  return run_program(
      argc, argv, kAbout, [&](CLI::App& app) { add_options(app, arguments); },
      [&] { work(arguments); });
}
