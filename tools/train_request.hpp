#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "config/job_config.hpp"
#include "config_questions.hpp"

/// The command line of codegrid-train.
struct TrainArguments {
  std::string called_as;  ///< argv[0].
  std::string config;
  std::string resume;
  std::vector<std::string> init;  ///< Data to print a config for, instead of a training: one.
  std::string runs = "runs";
  bool runs_given = false;
  ConfigArguments about_config;
  bool print_schema = false;
  bool print_reference = false;
};

void add_options(CLI::App& app, TrainArguments& arguments);

/// The job to train or to go on with, its config read and found good; nothing where only an answer
/// was asked for, which is then on stdout. Throws Error(kUsage).
std::optional<codegrid::JobConfig> job_to_train(const TrainArguments& arguments);

/// Refuses a second --init, and what has no effect beside one. Throws Error(kUsage) naming both and
/// what to do.
void require_init_alone(const TrainArguments& arguments);
