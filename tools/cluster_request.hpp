#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <optional>
#include <string>

#include "config/job_config.hpp"
#include "config_questions.hpp"

/// The command line of codegrid-cluster.
struct ClusterArguments {
  std::string called_as;  ///< argv[0].
  std::string run;
  std::string encoder;
  std::string config;
  std::string out;
  ConfigArguments about_config;
  bool trust = false;
};

void add_options(CLI::App& app, ClusterArguments& arguments);

/// What RUN_DIR, or --encoder, --config and --out together, stand for.
struct ClusterRequest {
  std::filesystem::path encoder;
  std::filesystem::path out;
  codegrid::JobConfig job;
  std::string overruled_by_encoder;  ///< See JobToCluster.
};

/// What is to be clustered, the config read and found good; nothing where only an answer was asked
/// for, which is then on stdout. Throws Error(kUsage), or Error(kBadData) for a run whose training
/// did not finish.
std::optional<ClusterRequest> request_to_cluster(const ClusterArguments& arguments);
