#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

/// The command line of codegrid-assign.
struct AssignArguments {
  std::string called_as;  ///< argv[0].
  std::string run;        ///< With --encoder: the first of the images.
  std::vector<std::string> images;
  std::vector<std::string> encoders;
  std::string centroids;
  std::string clusters;
  std::string normalize;
  std::string format = "csv";
  std::string link_into;
  std::string copy_into;
  std::int64_t threads = 0;
  bool nul_separated = false;
  bool no_recognition = false;
  bool trust = false;
};

void add_options(CLI::App& app, AssignArguments& arguments);

/// What the arguments stand for.
struct AssignRequest {
  std::filesystem::path encoder;
  std::vector<std::filesystem::path> other_encoders;  ///< Empty: as the clusters say.
  std::filesystem::path run;                          ///< Empty where none was given.
  std::filesystem::path clusters;                     ///< A folder of codegrid-cluster; or else:
  std::filesystem::path centroids;                    ///< The file.
  std::vector<std::string> images;
};

/// Which encoder, which clusters and which images. Throws Error(kUsage), or Error(kBadData) for a
/// run that is not trained or not clustered yet.
AssignRequest request_to_assign(const AssignArguments& arguments);
