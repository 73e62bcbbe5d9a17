#include "config/job_check.hpp"

#include <fmt/format.h>

#include <functional>
#include <string_view>

#include "core/device_name.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

// Takes a key and what is wrong with it.
using Problem = std::function<void(std::string_view key, const std::string& text)>;

bool is_folder_name(const std::string& name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string::npos &&
         name.find('\0') == std::string::npos && name.size() <= 200;
}

void check_names(const JobConfig& job, const Problem& problem) {
  if (!is_folder_name(job.name)) {
    problem("name",
            fmt::format("found \"{}\", expected a name for a folder, without \"/\"", job.name));
  }
  if (!is_device_name(job.device)) {
    problem("device",
            fmt::format("found \"{}\", expected \"auto\", \"cpu\", \"cuda\" or \"cuda:N\"",
                        job.device));
  }
  if (job.data.root.empty()) problem("data.root", "found \"\", expected a folder");
}

// A validation set of its own is no other set too: what it is for would not be measured.
void check_validation_images(const DataOptions& data, const Problem& problem) {
  const fs::path images = data.validation_images.lexically_normal();
  const std::string found = fmt::format("found \"{}\", ", data.validation_images.string());
  if (data.validation == Validation::kTest) {
    problem("data.validation_images",
            found + "expected none, since \"validation\": \"test\" validates on the test images");
  } else if (data.validation == Validation::kHoldout) {
    problem("data.validation_images",
            found +
                "expected none, since \"validation\": \"holdout\" validates on a part of the "
                "training images");
  } else if (images == data.train_images.lexically_normal()) {
    problem("data.validation_images", found +
                                          "which is data.train_images, expected other images; for "
                                          "a part of those, \"validation\": \"holdout\"");
  } else if (images == data.test_images.lexically_normal()) {
    problem("data.validation_images", found +
                                          "which is data.test_images, expected other images; to "
                                          "validate on those, \"validation\": \"test\"");
  }
}

void check_idx(const DataOptions& data, const Problem& problem) {
  if (data.train_images.empty()) {
    problem("data.train_images", "missing; \"dataset\": \"idx\" needs an image file");
  }
  if (!data.validation_labels.empty() && data.validation_images.empty()) {
    problem("data.validation_labels", "given without data.validation_images");
  }
  if (!data.test_labels.empty() && data.test_images.empty()) {
    problem("data.test_labels", "given without data.test_images");
  }
  if (data.validation == Validation::kTest && data.test_images.empty()) {
    problem(
        "data.validation",
        "found \"test\", expected \"auto\" or \"holdout\", since no data.test_images are named");
  }
  if (!data.validation_images.empty()) check_validation_images(data, problem);
}

}  // namespace

void check_together(const JobConfig& job, const std::string& source,
                    std::vector<std::string>& problems) {
  const Problem problem = [&](std::string_view key, const std::string& text) {
    problems.push_back(fmt::format("{}: {}: {}", source, key, text));
  };
  check_names(job, problem);
  if (job.data.dataset == Dataset::kIdx) check_idx(job.data, problem);
  if (job.training.loss == LossKind::kBinaryCrossEntropy && job.model.output != Output::kSigmoid) {
    problem("training.loss", "\"binary_cross_entropy\" needs \"model.output\": \"sigmoid\"");
  }
}

}  // namespace codegrid
