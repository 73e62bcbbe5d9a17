#include "job/environment.hpp"

#include <ATen/Parallel.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/utsname.h>

#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>
#include <utility>

#include "config/run_files.hpp"
#include "config/run_folder.hpp"
#include "config/version.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/printable.hpp"
#include "core/read_file.hpp"
#include "core/strict_json.hpp"
#include "job/versions.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

std::string system_name() {
  utsname name{};
  ::uname(&name);
  return printable(fmt::format("{} {} {}", name.sysname, name.release, name.machine));
}

std::string processor_name() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    const auto colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos)
      return printable(line.substr(colon + 2));
  }
  return "unknown";
}

ordered_json process_json(const TrainingProcess& process) {
  return {{"started", process.started},
          {"versions", versions_json(process.versions)},
          {"git_revision", process.git_revision},
          {"compiler", process.compiler},
          {"system", process.system},
          {"processor", process.processor},
          {"device", process.device},
          {"threads", process.threads}};
}

TrainingProcess parse_process(const json& object) {
  const json made_by = object.value("versions", json::object());
  return {object.value("started", ""),
          {made_by.value("codegrid", ""), made_by.value("libtorch", "")},
          object.value("git_revision", ""),
          object.value("compiler", ""),
          object.value("system", ""),
          object.value("processor", ""),
          object.value("device", ""),
          object.value("threads", std::int64_t{0})};
}

ordered_json environment_json(const Environment& environment) {
  ordered_json object{{"format_version", kRunFormat}};
  object.update(process_json(environment.begun));
  object["seed"] = environment.seed;
  object["config_sha256"] = environment.config_sha256;
  object["data"] = ordered_json::array();
  for (const Source& source : environment.data)
    object["data"].push_back({{"path", source.path}, {"sha256", source.sha256}});
  for (const Resumption& resumption : environment.resumed) {
    ordered_json entry = process_json(resumption.process);
    entry["config_sha256"] = resumption.config_sha256;
    entry["epoch"] = resumption.epoch;
    entry["batch"] = resumption.batch;
    object["resumed"].push_back(std::move(entry));
  }
  return object;
}

Environment parse_environment(const json& object) {
  Environment environment;
  environment.begun = parse_process(object);
  environment.seed = object.value("seed", std::int64_t{0});
  environment.config_sha256 = object.value("config_sha256", "");
  for (const json& source : object.value("data", json::array()))
    environment.data.push_back({source.value("path", ""), source.value("sha256", "")});
  for (const json& entry : object.value("resumed", json::array())) {
    environment.resumed.push_back({parse_process(entry), entry.value("config_sha256", ""),
                                   entry.value("epoch", std::int64_t{0}),
                                   entry.value("batch", std::int64_t{0})});
  }
  return environment;
}

}  // namespace

TrainingProcess this_process(c10::Device device) {
  return {fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr))),
          versions(),
          git_revision(),
          __VERSION__,
          system_name(),
          processor_name(),
          device.str(),
          at::get_num_threads()};
}

void write_environment(const fs::path& run, const Environment& environment) {
  write_file(run / run_files::kEnvironment, environment_json(environment).dump(2) + "\n");
}

Environment read_environment(const fs::path& run) {
  const fs::path file = run / run_files::kEnvironment;
  const json object =
      parse_json(read_file(file, ExitCode::kBadData), file.string(), ExitCode::kBadData);
  try {
    return parse_environment(object);
  } catch (const json::exception& error) {
    throw data_error(
        fmt::format("{}: not as codegrid-train writes it ({})", file.string(), error.what()));
  }
}

}  // namespace codegrid
