#include "config/job_source.hpp"

#include <system_error>

#include "core/error.hpp"
#include "core/paths.hpp"
#include "core/printable.hpp"
#include "core/read_file.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

bool is_standard_input(const fs::path& config) { return config == "-"; }

// Without a need for the working folder where the path is absolute already.
fs::path from_root(const fs::path& path) {
  return path.is_absolute() ? path : working_folder() / path;
}

// Whether it is an open descriptor by name: /dev/stdin, /dev/fd/63, /proc/self/fd/63.
bool is_descriptor(const fs::path& config) {
  const fs::path folder = from_root(config).parent_path();
  return folder == "/dev" || folder == "/dev/fd" ||
         (folder.filename() == "fd" && folder.string().starts_with("/proc/"));
}

}  // namespace

std::string read_config(const fs::path& config) {
  return is_standard_input(config) ? read_standard_input(ExitCode::kUsage)
                                   : read_file(config, ExitCode::kUsage);
}

std::string config_name(const fs::path& config) {
  return is_standard_input(config) ? "standard input" : printable(config.string());
}

fs::path config_folder(const fs::path& config) {
  if (is_standard_input(config) || is_descriptor(config)) return working_folder();
  return from_root(config).parent_path();
}

std::string default_job_name(const fs::path& config) {
  return is_standard_input(config) || is_descriptor(config) ? "job" : config.stem().string();
}

bool can_be_read_twice(const fs::path& config) {
  std::error_code error;
  const fs::file_type type = fs::status(config, error).type();
  return !is_standard_input(config) &&
         (type == fs::file_type::regular || type == fs::file_type::directory ||
          type == fs::file_type::not_found);
}

}  // namespace codegrid
