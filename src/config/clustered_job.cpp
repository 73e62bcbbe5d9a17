#include "config/clustered_job.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "config/changed_keys.hpp"
#include "config/job_check.hpp"
#include "core/error.hpp"
#include "core/text_table.hpp"

namespace codegrid {
namespace {

// Of a training only: a clustering is of the training images, all of them.
constexpr std::array<std::string_view, 5> kNoEffect{
    "name", "data.validation", "data.holdout", "data.validation_images", "data.validation_labels",
};
// So are these, unless the test images are clustered, too.
constexpr std::array<std::string_view, 2> kOfTestImages{"data.test_images", "data.test_labels"};

// Why a clustering cannot change `key` where the encoder has metadata; empty where it can.
std::string_view encoders_objection(const std::string& key) {
  if (key == "data.scale")
    return "has no effect on a clustering: the encoder says how pixels are scaled; leave it out";
  if (key.starts_with("data.image."))
    return "has no effect on a clustering: the encoder says what shape pictures have; leave it out";
  return "";
}

// Why no clustering can change `key`; empty where one can.
std::string_view objection(const std::string& key, const JobConfig& job) {
  for (const std::string_view trained :
       {"model", "augmentation", "training", "encoders", "refinement"}) {
    if (!key.starts_with(trained)) continue;
    return "the encoder is trained already; to change this, train again";
  }
  const bool is_of_test_images =
      job.data.use == Use::kTrain && std::ranges::find(kOfTestImages, key) != kOfTestImages.end();
  if (is_of_test_images || std::ranges::find(kNoEffect, key) != kNoEffect.end())
    return "has no effect on a clustering; leave it out";
  return "";
}

// Another data set comes with keys of its own, and without those of the old one.
bool is_of_other_data(const std::string& key, const AssignedJob& assigned) {
  return assigned.written.data.dataset != assigned.job.data.dataset && key.starts_with("data.");
}

}  // namespace

JobToCluster job_to_cluster(const std::filesystem::path& file,
                            const std::vector<std::string>& assignments, PixelScaleOf scale) {
  const AssignedJob assigned = load_assigned_job(file, assignments);
  std::vector<std::string> problems;
  std::vector<std::string> overruled;
  for (const std::string& key : changed_keys(assigned.written, assigned.job)) {
    if (is_of_other_data(key, assigned)) continue;
    // It has to be called something.
    if (key == "name" && !is_job_name(assigned.written.name)) continue;
    const bool by_encoder = !encoders_objection(key).empty();
    const std::string_view why =
        by_encoder ? encoders_objection(key) : objection(key, assigned.job);
    if (why.empty()) continue;
    std::vector<std::string>& lines =
        by_encoder && scale == PixelScaleOf::kJob ? overruled : problems;
    lines.push_back(fmt::format("--set: {}: {}", key, why));
  }
  if (!problems.empty()) throw usage_error(fmt::format("{}", fmt::join(problems, "\n")));
  return {assigned.job, fmt::format("{}", fmt::join(overruled, "\n"))};
}

void require_joining_method(const JobConfig& job, std::size_t encoders) {
  if (encoders < 2 || joins_encoders(job.clustering.method)) return;
  throw usage_error(fmt::format(
      "clustering.method: {} groups the codes of one encoder, and {} are given; graph and spectral "
      "join those of several: --set clustering.method=graph, or give one",
      job_json(job)["clustering"]["method"].get<std::string>(), with_commas(encoders)));
}

}  // namespace codegrid
