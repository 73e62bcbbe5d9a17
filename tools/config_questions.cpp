#include "config_questions.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "config/job_source.hpp"
#include "core/error.hpp"
#include "core/paths.hpp"
#include "core/printable.hpp"
#include "program.hpp"

void add_options(CLI::App& app, ConfigArguments& arguments, const std::string& example) {
  app.add_option("--set", arguments.assignments,
                 fmt::format("change a key of the config, e.g. {}; may be repeated", example))
      ->type_name("KEY=VALUE")
      ->expected(1)
      ->allow_extra_args(false)  // what follows its value is an argument of its own
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_flag("--print-config", arguments.print_config,
               "print the config with every default spelled out, and stop");
  app.add_flag("--validate", arguments.validate, "check the config, and stop");
}

bool answered(const ConfigArguments& arguments, const std::filesystem::path& file,
              const codegrid::JobConfig& job) {
  if (arguments.validate) {
    print_result(fmt::format("{}: valid", codegrid::config_name(file)));
  } else if (arguments.print_config) {
    print_result(codegrid::job_json(job).dump(2));
  }
  return arguments.validate || arguments.print_config;
}

CLI::Validator some_path() {
  return {[](const std::string& path) {
            return path.empty() ? std::string("expected a path, found \"\"") : std::string();
          },
          ""};
}

void require_new_path(const std::string& option, const std::string& path) {
  const std::string found = fmt::format("{}: found \"{}\"", option, codegrid::printable(path));
  if (path.empty())
    throw codegrid::usage_error(fmt::format("{}: expected a folder, found \"\"", option));
  if (codegrid::is_unexpanded(path))
    throw codegrid::usage_error(found + codegrid::home_advice(path));
  if (codegrid::has_control_character(path))
    throw codegrid::usage_error(found + ", expected a path without control characters");
}
