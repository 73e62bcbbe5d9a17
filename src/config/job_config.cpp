#include "config/job_config.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "core/device_name.hpp"
#include "core/error.hpp"
#include "core/field_docs.hpp"
#include "core/read_file.hpp"
#include "core/strict_json.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

bool is_folder_name(const std::string& name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string::npos &&
         name.find('\0') == std::string::npos && name.size() <= 200;
}

// What no single field can see.
void check_together(const JobConfig& job, const std::string& source,
                    std::vector<std::string>& problems) {
  const auto problem = [&](std::string_view key, const std::string& text) {
    problems.push_back(fmt::format("{}: {}: {}", source, key, text));
  };
  if (!is_folder_name(job.name)) {
    problem("name",
            fmt::format("found \"{}\", expected a name for a folder, without \"/\"", job.name));
  }
  if (!is_device_name(job.device)) {
    problem("device",
            fmt::format("found \"{}\", expected \"auto\", \"cpu\", \"cuda\" or \"cuda:N\"",
                        job.device));
  }
  const DataOptions& data = job.data;
  if (data.root.empty()) problem("data.root", "found \"\", expected a folder");
  const bool names_files = !data.train_images.empty() || !data.train_labels.empty() ||
                           !data.test_images.empty() || !data.test_labels.empty();
  if (data.dataset == Dataset::kIdx && data.train_images.empty()) {
    problem("data.train_images", "missing; \"dataset\": \"idx\" needs an image file");
  }
  if (data.dataset == Dataset::kMnist && names_files) {
    problem("data",
            "\"dataset\": \"mnist\" knows its files; to name files, use \"dataset\": \"idx\"");
  }
  if (!data.test_labels.empty() && data.test_images.empty()) {
    problem("data.test_labels", "given without data.test_images");
  }
  if (job.training.loss == LossKind::kBinaryCrossEntropy && job.model.output != Output::kSigmoid) {
    problem("training.loss", "\"binary_cross_entropy\" needs \"model.output\": \"sigmoid\"");
  }
}

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
  const Fields fields = job_fields(job);
  std::vector<std::string> problems;
  read_fields(parsed, fields, {file.string(), fs::absolute(file).parent_path()}, problems);
  for (const std::string& assignment : assignments) {
    read_assignment(assignment, fields, {"--set " + assignment, fs::current_path()}, problems);
  }
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
  portable["data"].erase("root");
  for (const char* file : {"train_images", "train_labels", "test_images", "test_labels"}) {
    portable["data"][file] =
        fs::path(portable["data"][file].get<std::string>()).filename().string();
  }
  return portable;
}

std::string job_schema() {
  JobConfig defaults;
  ordered_json schema{{"$schema", "http://json-schema.org/draft-07/schema#"},
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
