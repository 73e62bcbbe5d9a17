#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/job_config.hpp"
#include "config_questions.hpp"

/// The command line of codegrid-cluster.
struct ClusterArguments {
  std::string called_as;  ///< argv[0].
  std::vector<std::string> runs;
  std::vector<std::string> encoders;
  std::string config;
  std::string out;
  ConfigArguments about_config;
  bool trust = false;
  bool repeat = false;
};

void add_options(CLI::App& app, ClusterArguments& arguments);

/// An encoder, and the run folder that it is of; empty: of none.
struct NamedEncoder {
  std::filesystem::path encoder;
  std::filesystem::path run;
};

/// What RUN_DIR, or --encoder, --config and --out together, stand for.
struct ClusterRequest {
  std::vector<NamedEncoder> encoders;  ///< At least one; the codes of several are joined.
  std::filesystem::path out;
  codegrid::JobConfig job;
  std::string overruled_by_encoder;  ///< See JobToCluster.
};

/// What is to be clustered, the config read and found good; nothing where only an answer was asked
/// for, which is then on stdout. Throws Error(kUsage), or Error(kBadData) for a run whose training
/// did not finish.
std::optional<ClusterRequest> request_to_cluster(const ClusterArguments& arguments);
