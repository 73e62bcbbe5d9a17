#include "job/joint_encoders.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <system_error>

#include "config/run_files.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/paths.hpp"
#include "core/printable.hpp"
#include "core/read_file.hpp"
#include "core/strict_json.hpp"
#include "job/code_files.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

// Where the file lies: with the folder, if both were moved, or else where it was.
fs::path place_now(const fs::path& folder, const std::string& from_here,
                   const std::string& absolute) {
  std::error_code ignored;
  const fs::path near = (one_path_of(folder) / from_here).lexically_normal();
  return fs::is_regular_file(near, ignored) ? near : fs::path(absolute);
}

std::string text_in(const json& object, const char* key, const std::string& source) {
  const auto found = object.find(key);
  if (found != object.end() && found->is_string()) return found->get<std::string>();
  throw data_error(
      fmt::format("{}: an encoder has no text \"{}\"; expected what codegrid-cluster "
                  "writes: group the runs again",
                  source, key));
}

}  // namespace

void require_recordable(const fs::path& path) {
  const std::string text = fs::absolute(path).string();
  if (is_printable(text)) return;
  throw usage_error(
      fmt::format("{}: expected a path in UTF-8 without control characters, since the results "
                  "record it; name it through a link that is so",
                  printable(text)));
}

void write_joint_encoders(const fs::path& folder, const fs::path& place,
                          const std::vector<JointEncoder>& encoders) {
  const fs::path here = fs::weakly_canonical(fs::absolute(place));
  ordered_json list = ordered_json::array();
  for (std::size_t i = 0; i < encoders.size(); ++i) {
    const JointEncoder& encoder = encoders[i];
    const fs::path file = one_path_of(encoder.file);  // "latest" will be another run
    const fs::path run = encoder.run.empty() ? fs::path() : one_path_of(encoder.run);
    list.push_back({{"run", run.string()},
                    {"encoder", file.string()},
                    {"encoder_from_here", file.lexically_relative(here).string()},
                    {"sha256", encoder.sha256},
                    {"codes", file_of_encoder(cluster_files::kCodes, i)},
                    {"code_index", file_of_encoder(cluster_files::kCodeIndex, i)}});
  }
  write_file(folder / cluster_files::kEncoders, ordered_json{{"encoders", list}}.dump(2) + "\n");
}

std::vector<JointEncoder> read_joint_encoders(const fs::path& folder) {
  const fs::path path = folder / cluster_files::kEncoders;
  std::error_code error;
  if (fs::status(path, error).type() == fs::file_type::not_found) return {};
  const std::string source = printable(path.string());
  const json object = parse_json(read_file(path, ExitCode::kBadData), source, ExitCode::kBadData);
  const json list = object.is_object() ? object.value("encoders", json()) : json();
  if (!list.is_array() || list.size() < 2) {
    throw data_error(
        fmt::format("{}: names no two encoders; expected what codegrid-cluster writes: group the "
                    "runs again",
                    source));
  }
  std::vector<JointEncoder> encoders;
  for (const json& entry : list) {
    const std::string absolute = text_in(entry, "encoder", source);
    const std::string from_here = text_in(entry, "encoder_from_here", source);
    encoders.push_back({text_in(entry, "run", source), place_now(folder, from_here, absolute),
                        text_in(entry, "sha256", source)});
  }
  return encoders;
}

}  // namespace codegrid
