#include "config/job_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <string_view>

#include "config/objective_check.hpp"
#include "config/other_values.hpp"
#include "core/device_name.hpp"
#include "core/paths.hpp"
#include "core/printable.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

// Takes a key and what is wrong with it.
using Problem = std::function<void(std::string_view key, const std::string& text)>;

constexpr std::size_t kLongestName = 200;  // bytes: file systems take 255, with what is added

// What is wrong with it; empty where nothing is. Only a config's file can give a name that is not
// printable: the config's own texts are.
std::string problem_of_name(const std::string& name) {
  if (name.empty() || name == "." || name == ".." || name.find('/') != std::string::npos)
    return fmt::format("found \"{}\", expected a name for a folder, without \"/\"", name);
  if (!is_printable(name)) {
    return fmt::format(
        "found \"{}\", the name of the config's file, expected UTF-8 without control characters; "
        "give the job a name of its own",
        printable(name));
  }
  if (name.size() <= kLongestName) return "";
  return fmt::format(
      "is {} bytes long, expected at most {}; a job without a name has that of the config's file",
      name.size(), kLongestName);
}

void check_names(const JobConfig& job, const Problem& problem) {
  if (const std::string why = problem_of_name(job.name); !why.empty()) problem("name", why);
  if (!is_device_name(job.device)) {
    const std::string meant = likely_device(job.device);
    problem(
        "device",
        fmt::format("found \"{}\", expected \"auto\", \"cpu\", \"cuda\" or \"cuda:N\"{}",
                    job.device, meant.empty() ? "" : fmt::format("; did you mean \"{}\"?", meant)));
  }
  const std::string root = job.data.root.string();
  if (root.empty()) {
    problem("data.root", "found \"\", expected a folder");
  } else if (!is_printable(root)) {  // the folder that it is relative to
    problem("data.root", fmt::format("found \"{}\", expected UTF-8 without control characters, "
                                     "since a run records it; name it through a link that is so",
                                     printable(root)));
  }
}

// A validation set of its own is no other set too: what it is for would not be measured.
void check_validation_images(const DataOptions& data, const Problem& problem) {
  const fs::path images = data.root / data.validation_images;
  const std::string found = fmt::format("found \"{}\", ", data.validation_images.string());
  if (data.validation == Validation::kTest) {
    problem("data.validation_images",
            found + "expected none, since \"validation\": \"test\" validates on the test images");
  } else if (data.validation == Validation::kHoldout) {
    problem("data.validation_images",
            found +
                "expected none, since \"validation\": \"holdout\" validates on a part of the "
                "training images");
  } else if (is_same_file(images, data.root / data.train_images)) {
    problem("data.validation_images", found +
                                          "which is data.train_images, expected other images; for "
                                          "a part of those, \"validation\": \"holdout\"");
  } else if (!data.test_images.empty() && is_same_file(images, data.root / data.test_images)) {
    problem(
        "data.validation_images",
        found + (data.use == Use::kAll
                     ? "which is data.test_images, trained on, too, by \"use\": \"all\"; "
                       "expected other images"
                     : "which is data.test_images, expected other images; to validate on those, "
                       "\"validation\": \"test\""));
  }
}

// What is joined must be there, be another thing, and have labels or not as the training images.
void check_joined(const DataOptions& data, const Problem& problem) {
  if (data.test_images.empty()) {
    return problem("data.use",
                   "found \"all\", expected \"train\", since no data.test_images are named: there "
                   "is nothing to join");
  }
  if (!data.train_images.empty() &&
      is_same_file(data.root / data.train_images, data.root / data.test_images)) {
    problem("data.test_images",
            fmt::format("found \"{}\", which is data.train_images; \"use\": \"all\" joins two "
                        "sets, expected other images",
                        data.test_images.string()));
  }
  if (data.dataset != Dataset::kIdx && data.dataset != Dataset::kNpy) return;
  if (data.train_labels.empty() == data.test_labels.empty()) return;
  const bool lacks_test_labels = data.test_labels.empty();
  problem(lacks_test_labels ? "data.test_labels" : "data.train_labels",
          fmt::format("missing; \"use\": \"all\" joins training and test images, and the {} ones "
                      "have labels: name those of both, or of none",
                      lacks_test_labels ? "training" : "test"));
}

bool holds_out(const DataOptions& data) {
  if (data.validation != Validation::kAuto) return data.validation == Validation::kHoldout;
  if (data.use == Use::kAll) return data.validation_images.empty();
  return data.dataset != Dataset::kMnist && data.validation_images.empty() &&
         data.test_images.empty();
}

// What a data set needs that is not a folder of pictures, which is its root; empty: nothing.
std::string needed_by(Dataset dataset) {
  switch (dataset) {
    case Dataset::kIdx:
      return "\"dataset\": \"idx\" needs an image file";
    case Dataset::kNpy:
      return "\"dataset\": \"npy\" needs an array of images";
    case Dataset::kList:
      return "\"dataset\": \"list\" needs a CSV file";
    default:
      return "";
  }
}

void check_sets(const DataOptions& data, const Problem& problem) {
  const std::string needed = needed_by(data.dataset);
  if (data.train_images.empty() && !needed.empty())
    problem("data.train_images", "missing; " + needed);
  const bool names_others = !data.validation_images.empty() || !data.test_images.empty();
  if (data.dataset == Dataset::kFolder && data.train_images.empty() && names_others) {
    problem("data.train_images",
            "missing; the whole of data.root would be trained on, the other images, too: name the "
            "folder of the training images");
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
  if (data.use == Use::kAll) check_joined(data, problem);
}

// Strength 0 is no fault: it is how somebody sees what a job is without augmentation.
void check_effect_of_augmentation(const JobConfig& job, const std::string& source,
                                  std::vector<std::string>& problems) {
  const AugmentationOptions& augmentation = job.augmentation;
  const AugmentationSettings& settings = augmentation.of_preset();
  if (augmentation.strength != AugmentationOptions{}.strength && !settings.changes_anything()) {
    problems.push_back(
        fmt::format("{}: augmentation.strength: found {}, which has no effect, since nothing is "
                    "augmented; leave it out, or choose a preset",
                    source, augmentation.strength));
  }
  if (augmentation.outside != OutsideChoice::kAuto && !settings.reaches_outside()) {
    problems.push_back(fmt::format(
        "{}: augmentation.outside: found \"{}\", which has no effect, since no augmentation takes "
        "pixels from beyond an image's edge; leave it out, or choose a preset",
        source, augmentation.outside == OutsideChoice::kZeros ? "zeros" : "edge"));
  }
  if (job.training.reconstruct == Reconstruct::kClean && !settings.changes_anything()) {
    problems.push_back(
        fmt::format("{}: training.reconstruct: found \"clean\", which has no effect, since nothing "
                    "is augmented; leave it out, or choose an augmentation.preset",
                    source));
  }
}

}  // namespace

bool is_job_name(const std::string& name) { return problem_of_name(name).empty(); }

void check_together(const JobConfig& job, const std::string& source,
                    std::vector<std::string>& problems) {
  // A value that was refused has left the default in its place, of which nothing is to be said.
  const Problem problem = [&, refused = problems](std::string_view key, const std::string& text) {
    const std::string place = fmt::format(": {}: ", key);
    const auto is_of_key = [&](const std::string& line) { return line.find(place) != line.npos; };
    if (std::ranges::none_of(refused, is_of_key))
      problems.push_back(fmt::format("{}: {}: {}", source, key, text));
  };
  check_names(job, problem);
  if (job.data.dataset != Dataset::kMnist) check_sets(job.data, problem);
  if (job.training.loss == LossKind::kBinaryCrossEntropy && job.model.output != Output::kSigmoid) {
    problem("training.loss", "\"binary_cross_entropy\" needs \"model.output\": \"sigmoid\"");
  }
  for (const KeyProblem& each : problems_of_objective(job)) problem(each.key, each.text);
}

void check_effect(const JobConfig& job, const std::string& source,
                  std::vector<std::string>& problems) {
  if (job.data.use == Use::kAll && job.data.validation == Validation::kTest) {
    problems.push_back(
        fmt::format("{}: data.validation: found \"test\", expected \"auto\" or \"holdout\", since "
                    "\"use\": \"all\" trains on the test images, too",
                    source));
  }
  if (job.data.holdout != DataOptions{}.holdout && !holds_out(job.data)) {
    problems.push_back(fmt::format(
        "{}: data.holdout: found {}, which has no effect, since no part of the training images is "
        "held out; leave it out, or set data.validation to \"holdout\"",
        source, job.data.holdout));
  }
  check_effect_of_augmentation(job, source, problems);
  for (const KeyProblem& each : idle_keys_of_objective(job))
    problems.push_back(fmt::format("{}: {}: {}", source, each.key, each.text));
  const EarlyStoppingOptions& stopping = job.training.early_stopping;
  if (stopping.patience != EarlyStoppingOptions{}.patience && stopping.monitor == Monitor::kNone) {
    problems.push_back(
        fmt::format("{}: training.early_stopping.patience: found {}, which has no effect with "
                    "\"monitor\": \"none\"; leave it out, or name a loss to watch",
                    source, stopping.patience));
  }
}

}  // namespace codegrid
