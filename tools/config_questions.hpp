#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "config/job_config.hpp"

/// What the programs' command lines say of a config: changes to it, and questions about it.
struct ConfigArguments {
  std::vector<std::string> assignments;
  bool print_config = false;
  bool validate = false;
};

/// Adds --set (with `example`, a KEY=VALUE), --print-config and --validate.
void add_options(CLI::App& app, ConfigArguments& arguments, const std::string& example);

/// Answers --validate or --print-config of a `job` that was found good in `file`. False where
/// neither was asked for.
bool answered(const ConfigArguments& arguments, const std::filesystem::path& file,
              const codegrid::JobConfig& job);

/// For options that name a file or folder: refuses an empty text, which an unset variable of a
/// shell leaves, and which must not pass for an option that was not given.
CLI::Validator some_path();

/// Throws Error(kUsage) where `path`, given as `option`, is none to make a folder at: it is empty,
/// begins with a "~" that the shell has left, or holds control characters, which would be hard to
/// get rid of.
void require_new_path(const std::string& option, const std::string& path);
