#include "job/environment.hpp"

#include <ATen/Parallel.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/utsname.h>

#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>

#include "config/run_folder.hpp"
#include "config/version.hpp"
#include "core/digest.hpp"
#include "job/versions.hpp"

namespace codegrid {
namespace {

using nlohmann::ordered_json;

std::string system_name() {
  utsname name{};
  ::uname(&name);
  return fmt::format("{} {} {}", name.sysname, name.release, name.machine);
}

std::string processor_name() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    const auto colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) return line.substr(colon + 2);
  }
  return "unknown";
}

}  // namespace

ordered_json environment_json(c10::Device device, std::int64_t seed,
                              const std::vector<Source>& data, const std::string& config) {
  ordered_json files = ordered_json::array();
  for (const Source& source : data)
    files.push_back({{"path", source.path}, {"sha256", source.sha256}});
  return {{"format_version", kRunFormat},
          {"started", fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)))},
          {"versions", versions_json()},
          {"git_revision", git_revision()},
          {"compiler", __VERSION__},
          {"system", system_name()},
          {"processor", processor_name()},
          {"device", device.str()},
          {"threads", at::get_num_threads()},
          {"seed", seed},
          {"config_sha256", sha256_hex(config)},
          {"data", files}};
}

}  // namespace codegrid
