#include "data/load.hpp"

#include <ATen/Functions.h>
#include <c10/util/Exception.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>

#include "core/error.hpp"
#include "core/text_table.hpp"
#include "data/idx.hpp"
#include "data/mnist.hpp"
#include "tensor/random.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

// `labels` may be empty: a set without them.
ImageSet load_idx_set(const fs::path& images, const fs::path& labels,
                      std::vector<Source>& sources) {
  ImageSet set;
  IdxFile image_file = read_idx_file(images, IdxKind::kImages);
  set.images = parse_idx_images(image_file);
  sources.push_back(std::move(image_file.source));
  if (labels.empty()) return set;
  IdxFile label_file = read_idx_file(labels, IdxKind::kLabels);
  set.labels = parse_idx_labels(label_file.bytes, label_file.source.path);
  if (set.labels.size(0) != set.size()) {
    throw data_error(
        fmt::format("{}: {} found, expected {}, one for each image of {}", label_file.source.path,
                    number_of(set.labels.size(0), "label", "labels"), set.size(), images.string()));
  }
  sources.push_back(std::move(label_file.source));
  return set;
}

// An empty name stays empty; an absolute one is its own place.
fs::path place(const DataOptions& options, const fs::path& name) {
  return name.empty() ? name : options.root / name;
}

Splits load_idx_training(const DataOptions& options) {
  TORCH_CHECK(!options.train_images.empty(), "an idx data set needs train_images");
  Splits splits;
  splits.train = load_idx_set(place(options, options.train_images),
                              place(options, options.train_labels), splits.sources);
  return splits;
}

// `what` they are for: "test" or "validation".
ImageSet load_other_idx_set(const DataOptions& options, const fs::path& images,
                            const fs::path& labels, std::string_view what, Splits& splits) {
  const fs::path path = place(options, images);
  ImageSet set = load_idx_set(path, place(options, labels), splits.sources);
  if (set.shape() == splits.train.shape()) return set;
  throw data_error(fmt::format(
      "{}: {} images of {} (channels x height x width), expected {} as in "
      "{}",
      path.string(), what, fmt::join(set.shape(), " x "), fmt::join(splits.train.shape(), " x "),
      place(options, options.train_images).string()));
}

Splits load_idx(const DataOptions& options) {
  Splits splits = load_idx_training(options);
  if (validation_source(options) == ValidationSource::kOwn) {
    splits.validation = load_other_idx_set(options, options.validation_images,
                                           options.validation_labels, "validation", splits);
  }
  if (!options.test_images.empty()) {
    splits.test =
        load_other_idx_set(options, options.test_images, options.test_labels, "test", splits);
  }
  return splits;
}

ImageSet part_of(const ImageSet& set, const at::Tensor& rows) {
  return {set.images, set.labels.defined() ? set.labels.index_select(0, rows) : at::Tensor(), rows};
}

void hold_out(const DataOptions& options, std::uint64_t seed, Splits& splits) {
  TORCH_CHECK(options.holdout > 0 && options.holdout < 1, "holdout must lie in (0, 1), found ",
              options.holdout);
  const std::int64_t images = splits.train.size();
  if (images < 2) {
    const bool asked_for = options.validation == Validation::kHoldout;
    throw data_error(
        fmt::format("{}: holds one image, expected two or more, since {}a part is "
                    "held out for validation",
                    place(options, options.train_images).string(),
                    asked_for ? "" : "no test_images are named and "));
  }
  const std::int64_t held = std::clamp<std::int64_t>(
      std::llround(options.holdout * static_cast<double>(images)), 1, images - 1);
  const at::Tensor chosen = at::zeros({images}, at::kBool);
  chosen.index_fill_(
      0, at::randperm(images, make_generator(seed, Purpose::kHoldout), at::kLong).slice(0, 0, held),
      true);
  const ImageSet all = std::exchange(splits.train, {});
  splits.validation = part_of(all, chosen.nonzero().flatten());
  splits.train = part_of(all, chosen.logical_not().nonzero().flatten());
}

}  // namespace

Splits load_splits(const DataOptions& options, std::uint64_t seed) {
  Splits splits = options.dataset == Dataset::kMnist ? load_mnist(options.root, MnistParts::kAll)
                                                     : load_idx(options);
  splits.validation_source = validation_source(options);
  if (splits.validation_source == ValidationSource::kHoldout) hold_out(options, seed, splits);
  if (splits.validation_source == ValidationSource::kTest) {
    TORCH_CHECK(splits.test.has_value(), "validation on the test images needs test_images");
    splits.validation = *std::exchange(splits.test, std::nullopt);
  }
  return splits;
}

Splits load_training_images(const DataOptions& options) {
  if (options.dataset == Dataset::kMnist) {
    return load_mnist(options.root, MnistParts::kTrain);
  }
  return load_idx_training(options);
}

ValidationSource validation_source(const DataOptions& options) {
  if (options.validation == Validation::kTest) return ValidationSource::kTest;
  if (options.validation == Validation::kHoldout) return ValidationSource::kHoldout;
  if (options.dataset == Dataset::kMnist) return ValidationSource::kTest;
  if (!options.validation_images.empty()) return ValidationSource::kOwn;
  return options.test_images.empty() ? ValidationSource::kHoldout : ValidationSource::kTest;
}

std::string images_name(ValidationSource source) {
  switch (source) {
    case ValidationSource::kOwn:
      return "validation";
    case ValidationSource::kTest:
      return "test";
    case ValidationSource::kHoldout:
      break;
  }
  return "held-out";
}

std::string validation_note(const DataOptions& options) {
  const bool nobody_chose = options.validation == Validation::kAuto;
  if (!nobody_chose || validation_source(options) != ValidationSource::kTest) return "";
  const bool may_be_named = options.dataset == Dataset::kIdx;
  return fmt::format(
      "note: no validation images named: training is validated on the test images, so test_loss is "
      "no test of early stopping; {}set data.validation to \"holdout\" (or to \"test\", if that is "
      "what you want)",
      may_be_named ? "name data.validation_images, or " : "");
}

}  // namespace codegrid
