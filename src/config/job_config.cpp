#include "config/job_config.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "config/job_check.hpp"
#include "config/version.hpp"
#include "core/error.hpp"
#include "core/field_docs.hpp"
#include "core/field_reader.hpp"
#include "core/read_file.hpp"
#include "core/strict_json.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

JobConfig with_absolute_paths(JobConfig job) {
  job.data.root = fs::absolute(job.data.root).lexically_normal();
  return job;
}

}  // namespace

JobConfig load_job(const fs::path& file, const std::vector<std::string>& assignments) {
  return parse_job(read_file(file, ExitCode::kUsage), file, assignments);
}

JobConfig parse_job(std::string_view text, const fs::path& file,
                    const std::vector<std::string>& assignments) {
  json parsed = parse_json(text, file.string());
  if (parsed.is_object()) parsed.erase("$schema");
  JobConfig job;
  job.name = file.stem().string();
  FieldReader reader(job_fields(job));
  reader.read(parsed, {file.string(), fs::absolute(file).parent_path()});
  reader.assign(assignments, fs::current_path());
  std::vector<std::string> problems = reader.problems();
  check_together(job, assignments.empty() ? file.string() : file.string() + " with --set",
                 problems);
  if (!problems.empty()) throw usage_error(fmt::format("{}", fmt::join(problems, "\n")));
  return job;
}

ordered_json job_json(JobConfig job) {
  job = with_absolute_paths(std::move(job));
  return write_fields(job_fields(job));
}

ordered_json portable_job_json(JobConfig job) {
  ordered_json portable = write_fields(job_fields(job));
  ordered_json& data = portable["data"];
  data.erase("root");
  for (const char* key : {"train_images", "train_labels", "validation_images", "validation_labels",
                          "test_images", "test_labels"}) {
    if (data.contains(key)) data[key] = fs::path(data[key].get<std::string>()).filename().string();
  }
  return portable;
}

std::string job_schema() {
  JobConfig defaults;
  ordered_json schema{{"$schema", "http://json-schema.org/draft-07/schema#"},
                      {"$comment", "of codegrid " + version()},
                      {"title", "codegrid job"}};
  schema.update(schema_of(job_fields(defaults)));
  ordered_json own{{"type", "string"}, {"description", "where an editor finds this schema"}};
  schema["properties"]["$schema"] = own;
  schema["properties"]["name"].erase("default");  // the file's own name
  schema["properties"]["device"]["pattern"] = "^(auto|cpu|cuda(:[0-9]+)?)$";
  return schema.dump(2) + "\n";
}

std::string job_reference() {
  JobConfig defaults;
  defaults.name = "the file's";
  return reference_of(job_fields(defaults));
}

}  // namespace codegrid
