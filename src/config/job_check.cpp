#include "config/job_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <string_view>

#include "config/model_check.hpp"
#include "config/other_values.hpp"
#include "core/assignment.hpp"
#include "core/device_name.hpp"
#include "core/field_search.hpp"
#include "core/paths.hpp"
#include "core/printable.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

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

// Encoder `index` as if it were the only one of the job.
JobConfig with_encoder(const JobConfig& job, std::size_t index) {
  const EncoderConfig& encoder = job.encoders.at(index);
  JobConfig alone = job;
  alone.model = encoder.model;
  alone.augmentation = encoder.augmentation;
  alone.training = encoder.training;
  return alone;
}

// Does `check` of the job's own encoder, or of each of several, whose keys then have a place.
void check_each_encoder(const JobConfig& job, const Problem& problem,
                        const std::function<void(const JobConfig&, const Problem&)>& check) {
  if (job.encoders.empty()) return check(job, problem);
  for (std::size_t i = 0; i < job.encoders.size(); ++i) {
    const std::string place = item_key("encoders", i);
    check(with_encoder(job, i), [&](std::string_view key, const std::string& text) {
      problem(joined_key(place, std::string(key)), text);
    });
  }
}

void check_encoder_names(const std::vector<EncoderConfig>& encoders, const Problem& problem) {
  std::map<std::string, std::size_t> known;
  for (std::size_t i = 0; i < encoders.size(); ++i) {
    const std::string& name = encoders[i].name;
    const std::string key = item_key("encoders", i) + ".name";
    const auto [first, is_new] = known.try_emplace(name, i);
    if (const std::string why = problem_of_name(name); !why.empty()) {
      problem(key, why);
    } else if (!is_new) {
      problem(key,
              fmt::format("found \"{}\", which is the name of {}, too; expected one of its own",
                          name, item_key("encoders", first->second)));
    }
  }
}

// What moves codes moves those of one encoder, and idec keeps its decoder.
void check_embedding(const JobConfig& job, const Problem& problem) {
  if (!job.refinement || job.refinement->kind == RefinementKind::kStudents || job.encoders.empty())
    return;
  const bool improved = job.refinement->kind == RefinementKind::kIdec;
  if (job.encoders.size() > 1) {
    problem("refinement.kind",
            fmt::format("found \"{}\", which moves the codes of one encoder, but there are {}; "
                        "expected one, or \"students\"",
                        improved ? "idec" : "dec", job.encoders.size()));
  }
  if (improved && !job.encoders.front().training.objective.reconstructs()) {
    problem("refinement.kind",
            "found \"idec\", which needs a decoder, but encoders[0].training.objective.kind is "
            "\"contrastive\"; expected \"dec\", or another objective");
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
  check_encoder_names(job.encoders, problem);
  if (job.refinement && job.encoders.empty()) {
    problem(
        "refinement",
        "needs encoders, since it begins with the groups of their codes: name one or more, as in "
        "\"encoders\": [{\"name\": \"dense\", \"model\": { ... }, \"training\": { ... }}]");
  }
  check_embedding(job, problem);
  check_each_encoder(job, problem, check_model_together);
}

void check_effect(const JobConfig& job, const std::string& source,
                  std::vector<std::string>& problems) {
  const Problem problem = [&](std::string_view key, const std::string& text) {
    problems.push_back(fmt::format("{}: {}: {}", source, key, text));
  };
  if (job.data.use == Use::kAll && job.data.validation == Validation::kTest) {
    problem("data.validation",
            "found \"test\", expected \"auto\" or \"holdout\", since \"use\": \"all\" trains on "
            "the test images, too");
  }
  if (job.data.holdout != DataOptions{}.holdout && !holds_out(job.data)) {
    problem(
        "data.holdout",
        fmt::format("found {}, which has no effect, since no part of the training images is held "
                    "out; leave it out, or set data.validation to \"holdout\"",
                    job.data.holdout));
  }
  check_each_encoder(job, problem, check_model_effect);
}

}  // namespace codegrid
