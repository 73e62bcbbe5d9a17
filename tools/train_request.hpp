#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "config/job_config.hpp"
#include "config_questions.hpp"

/// The command line of codegrid-train.
struct TrainArguments {
  std::string called_as;  ///< argv[0].
  std::string config;
  std::string resume;
  std::string init;  ///< Data to look at and to print a config for, instead of a training.
  std::string runs = "runs";
  ConfigArguments about_config;
  bool print_schema = false;
  bool print_reference = false;
};

void add_options(CLI::App& app, TrainArguments& arguments);

/// The job to train or to go on with, its config read and found good; nothing where only an answer
/// was asked for, which is then on stdout. Throws Error(kUsage).
std::optional<codegrid::JobConfig> job_to_train(const TrainArguments& arguments);

/// Refuses what has no effect beside --init. Throws Error(kUsage).
void require_init_alone(const TrainArguments& arguments);
