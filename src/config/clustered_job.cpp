#include "config/clustered_job.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "config/changed_keys.hpp"
#include "config/job_check.hpp"
#include "core/error.hpp"

namespace codegrid {
namespace {

// Of a training only: a clustering is of the training images, all of them.
constexpr std::array<std::string_view, 7> kNoEffect{
    "name",
    "data.validation",
    "data.holdout",
    "data.validation_images",
    "data.validation_labels",
    "data.test_images",
    "data.test_labels",
};

// Why a clustering cannot change `key`; empty where it can.
std::string_view objection(const std::string& key, PixelScaleOf scale) {
  if (key.starts_with("model.") || key.starts_with("training."))
    return "the encoder is trained already; to change this, train again";
  if (std::ranges::find(kNoEffect, key) != kNoEffect.end())
    return "has no effect on a clustering; leave it out";
  if (key == "data.scale" && scale == PixelScaleOf::kEncoder)
    return "has no effect on a clustering: the encoder says how pixels are scaled; leave it out";
  if (key.starts_with("data.image.") && scale == PixelScaleOf::kEncoder)
    return "has no effect on a clustering: the encoder says what shape pictures have; leave it out";
  return "";
}

}  // namespace

JobConfig job_to_cluster(const std::filesystem::path& file,
                         const std::vector<std::string>& assignments, PixelScaleOf scale) {
  auto [written, job] = load_assigned_job(file, assignments);
  // Another data set comes with keys of its own, and without those of the old one.
  const bool other_data = written.data.dataset != job.data.dataset;
  std::vector<std::string> problems;
  for (const std::string& key : changed_keys(written, job)) {
    if (other_data && key.starts_with("data.")) continue;
    if (key == "name" && !is_job_name(written.name)) continue;  // it has to be called something
    const std::string_view why = objection(key, scale);
    if (!why.empty()) problems.push_back(fmt::format("--set: {}: {}", key, why));
  }
  if (!problems.empty()) throw usage_error(fmt::format("{}", fmt::join(problems, "\n")));
  return job;
}

}  // namespace codegrid
