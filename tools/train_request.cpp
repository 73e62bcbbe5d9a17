#include "train_request.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "config/resumed_job.hpp"
#include "config/run_files.hpp"
#include "config/run_folder.hpp"
#include "core/error.hpp"
#include "core/printable.hpp"

namespace fs = std::filesystem;

namespace {

constexpr const char* kTrainAbout =
    "Trains an autoencoder on images as a JSON file says, and saves its encoder half as "
    "TorchScript.\n"
    "\n"
    "Examples:\n"
    "  codegrid-train --init photos > job.json\n"
    "  codegrid-train job.json\n"
    "  codegrid-train configs/mnist.json --set training.epochs=20 --set seed=2\n";
constexpr const char* kTrainFooter =
    "\nA run goes to runs/NAME/0001, 0002, ...; runs/NAME/latest points at the newest. NAME is the "
    "config's\n"
    "\"name\", or that of its file. Group the run with\n"
    "  codegrid-cluster runs/NAME/latest\n"
    "A config from standard input or a pipe has no folder, so that its paths are relative to the "
    "working\n"
    "folder, and is called \"job\" where it has no name.\n"
    "--init looks at a folder of pictures, a CSV list of them, or IDX, .npy or .npz files, and "
    "prints a\n"
    "config for them, each choice explained, that runs as it is. It leaves the data as they are, "
    "and says\n"
    "what has changed since the last --init of the same ones.\n"
    "Exit codes: 0 done, 1 failed while running, 2 wrong usage or config, 3 bad input data,\n"
    "129, 130 or 143 stopped by SIGHUP, SIGINT or SIGTERM with everything saved, for --resume.";

struct ReadConfig {
  fs::path file;
  codegrid::JobConfig job;
};

// A run goes on with its own config, in its own folder.
void require_resume_alone(const TrainArguments& arguments) {
  if (!arguments.config.empty()) {
    throw codegrid::usage_error(
        fmt::format("found CONFIG ({}) beside --resume: a run goes on with its own config; leave "
                    "CONFIG out, or "
                    "leave --resume out to start a new run",
                    codegrid::printable(arguments.config)));
  }
  if (arguments.runs_given) {
    throw codegrid::usage_error(
        fmt::format("found --runs ({}) beside --resume: a run goes on in its own folder; leave "
                    "--runs out",
                    codegrid::printable(arguments.runs)));
  }
}

ReadConfig read_config(const TrainArguments& arguments) {
  const std::vector<std::string>& assignments = arguments.about_config.assignments;
  if (!arguments.resume.empty()) {
    require_resume_alone(arguments);
    const fs::path run = codegrid::resolve_run_folder(arguments.resume);
    return {run / codegrid::run_files::kConfig, codegrid::job_to_resume(run, assignments)};
  }
  if (arguments.config.empty())
    throw codegrid::usage_error("CONFIG is missing\nTry codegrid-train --help");
  require_new_path("--runs", arguments.runs);
  return {arguments.config, codegrid::load_new_job(arguments.config, assignments)};
}

}  // namespace

void add_options(CLI::App& app, TrainArguments& arguments) {
  app.description(kTrainAbout);
  app.footer(kTrainFooter);
  app.add_option("CONFIG", arguments.config, "the job's JSON file, or - for standard input")
      ->check(some_path());
  app.add_option("--resume", arguments.resume,
                 "go on with a run that was stopped or killed, as if it had never stopped")
      ->check(some_path())
      ->type_name("RUN_DIR");
  app.add_option("--runs", arguments.runs, "where run folders go")
      ->type_name("DIR")
      ->capture_default_str()
      ->each([&arguments](const std::string&) { arguments.runs_given = true; });
  app.add_option("--init", arguments.init,
                 "print a config for these data, and stop: a folder of pictures, or a file")
      ->check(some_path())
      ->type_name("FOLDER|FILE")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  add_options(app, arguments.about_config, "training.epochs=20");
  app.add_flag("--print-schema", arguments.print_schema,
               "print the JSON Schema of configs, and stop");
  app.add_flag("--print-reference", arguments.print_reference,
               "print the table of all keys, and stop");
}

std::optional<codegrid::JobConfig> job_to_train(const TrainArguments& arguments) {
  if (arguments.print_schema || arguments.print_reference) {
    fmt::print("{}", arguments.print_schema ? codegrid::job_schema() : codegrid::job_reference());
    return std::nullopt;
  }
  const ReadConfig config = read_config(arguments);
  if (answered(arguments.about_config, config.file, config.job)) return std::nullopt;
  return config.job;
}

void require_init_alone(const TrainArguments& arguments) {
  const std::string init = codegrid::printable(arguments.init.front());
  if (arguments.init.size() > 1) {
    throw codegrid::usage_error(fmt::format(
        "found --init {} and --init {}: it prints one config, for one folder or file; ask for one "
        "at a time, or put both into one folder",
        init, codegrid::printable(arguments.init[1])));
  }
  if (!arguments.config.empty()) {
    throw codegrid::usage_error(fmt::format(
        "found CONFIG ({0}) beside --init {1}: --init prints a new config and reads none; to write "
        "it to a file: --init {2} > job.json; to train by {0}, leave --init out",
        codegrid::printable(arguments.config), init, shell_word(operand(arguments.init.front()))));
  }
  if (!arguments.resume.empty()) {
    throw codegrid::usage_error(fmt::format(
        "found --resume {} beside --init {}: --init prints a config for a new run; ask for one of "
        "both",
        codegrid::printable(arguments.resume), init));
  }
  if (arguments.runs_given) {
    throw codegrid::usage_error(fmt::format(
        "found --runs {} beside --init {}: --init trains nothing; give --runs to the training by "
        "the config that it prints",
        codegrid::printable(arguments.runs), init));
  }
  const ConfigArguments& about = arguments.about_config;
  if (!about.assignments.empty()) {
    throw codegrid::usage_error(
        "--init prints a config as it would be without --set; give --set to the training of it, or "
        "change the printed one");
  }
  if (about.print_config || about.validate || arguments.print_schema || arguments.print_reference) {
    throw codegrid::usage_error(
        "--init prints a config for data and nothing else: ask for one of both");
  }
}
