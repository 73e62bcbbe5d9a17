#include "config/job_config.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "config/job_check.hpp"
#include "config/job_source.hpp"
#include "core/error.hpp"
#include "core/field_docs.hpp"
#include "core/field_reader.hpp"
#include "core/field_search.hpp"
#include "core/paths.hpp"
#include "core/strict_json.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

// Sections of a job that each of several encoders has of its own.
constexpr std::array kOfOneEncoder{"model", "augmentation", "training"};

JobConfig with_absolute_paths(JobConfig job) {
  const fs::path& root = job.data.root;
  job.data.root = tidy_path(root.is_absolute() ? root : working_folder() / root);
  return job;
}

// Without what has no effect beside encoders.
ordered_json written(JobConfig& job) {
  ordered_json fields = write_fields(job_fields(job));
  if (job.encoders.empty()) return fields;
  for (const char* key : kOfOneEncoder) fields.erase(key);
  return fields;
}

// Takes out the way to the schema, which is for editors.
void erase_schema(json& parsed, const std::string& source, std::vector<std::string>& problems) {
  if (!parsed.is_object() || !parsed.contains("$schema")) return;
  if (!parsed["$schema"].is_string()) {
    problems.push_back(fmt::format("{}: $schema: found {}, expected a text", source,
                                   parsed["$schema"].type_name()));
  }
  parsed.erase("$schema");
}

void throw_if_any(const std::vector<std::string>& problems) {
  if (!problems.empty()) throw usage_error(fmt::format("{}", fmt::join(problems, "\n")));
}

// What stands beside encoders, and would be of one.
void check_beside_encoders(const FieldReader& reader, std::vector<std::string>& problems) {
  for (const char* key : kOfOneEncoder) {
    const std::string source = reader.source_of(key);
    if (source.empty()) continue;
    problems.push_back(
        fmt::format("{0}: {1}: has no effect beside encoders, each of which has its own: leave it "
                    "out, or set it in them, as in encoders[0].{1}",
                    source, key));
  }
}

// Groups that are refined are there already, and the codes of several encoders have a graph
// together; who wants other groups says so.
ClusteringMethod default_method(const JobConfig& job) {
  if (job.refinement) return ClusteringMethod::kRefined;
  return job.encoders.size() > 1 ? ClusteringMethod::kGraph : ClusteringOptions{}.method;
}

// Codes that are means may have any sign; who asks for another activation is told so.
void choose_code_activation(ModelOptions& model, const TrainingOptions& training) {
  if (training.objective.is_variational() && !model.code_activation)
    model.code_activation = Activation::kLinear;
}

// What a problem of the job as a whole is a problem of.
std::string name_with(const fs::path& file, const std::vector<std::string>& assignments) {
  return config_name(file) + (assignments.empty() ? "" : " with --set");
}

// The job of `text` with `assignments`. All problems of it are added to `problems`.
JobConfig read_job(std::string_view text, const fs::path& file,
                   const std::vector<std::string>& assignments,
                   std::vector<std::string>& problems) {
  const std::string source = config_name(file);
  json parsed = parse_json(text, source);
  erase_schema(parsed, source, problems);
  JobConfig job;
  job.name = default_job_name(file);
  FieldReader reader(job_fields(job));
  reader.read(parsed, {source, config_folder(file)});
  if (!assignments.empty()) reader.assign(assignments, working_folder());
  problems.insert(problems.end(), reader.problems().begin(), reader.problems().end());
  if (!job.encoders.empty()) check_beside_encoders(reader, problems);
  if (reader.source_of("clustering").empty()) job.clustering.method = default_method(job);
  choose_code_activation(job.model, job.training);
  for (EncoderConfig& encoder : job.encoders)
    choose_code_activation(encoder.model, encoder.training);
  check_together(job, name_with(file, assignments), problems);
  return job;
}

}  // namespace

JobConfig load_job(const fs::path& file, const std::vector<std::string>& assignments) {
  return parse_job(read_config(file), file, assignments);
}

JobConfig parse_job(std::string_view text, const fs::path& file,
                    const std::vector<std::string>& assignments) {
  std::vector<std::string> problems;
  JobConfig job = read_job(text, file, assignments, problems);
  throw_if_any(problems);
  return job;
}

JobConfig load_new_job(const fs::path& file, const std::vector<std::string>& assignments) {
  std::vector<std::string> problems;
  JobConfig job = read_job(read_config(file), file, assignments, problems);
  check_effect(job, name_with(file, assignments), problems);
  throw_if_any(problems);
  return job;
}

AssignedJob load_assigned_job(const fs::path& file, const std::vector<std::string>& assignments) {
  const std::string text = read_config(file);
  JobConfig job = parse_job(text, file, assignments);
  std::vector<std::string> mended;  // what was wrong before the assignments is no matter now
  return {read_job(text, file, {}, mended), std::move(job)};
}

ordered_json job_json(JobConfig job) {
  job = with_absolute_paths(std::move(job));
  return written(job);
}

ordered_json portable_job_json(JobConfig job) {
  ordered_json portable = written(job);
  ordered_json& data = portable["data"];
  data.erase("root");
  data.erase("cache");
  for (const char* key : {"train_images", "train_labels", "validation_images", "validation_labels",
                          "test_images", "test_labels"}) {
    if (data.contains(key)) data[key] = fs::path(data[key].get<std::string>()).filename().string();
  }
  return portable;
}

std::vector<std::string> likely_job_keys(const std::string& word) {
  JobConfig defaults;
  return likely_keys(SectionValue{job_fields(defaults)}, "", word);
}

std::string job_reference() {
  JobConfig defaults;
  defaults.name = "the file's";
  return reference_of(job_fields(defaults));
}

}  // namespace codegrid
