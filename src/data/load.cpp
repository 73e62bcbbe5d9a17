#include "data/load.hpp"

#include <ATen/Functions.h>
#include <c10/util/Exception.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

#include "core/error.hpp"
#include "core/interrupt.hpp"
#include "core/memory_limit.hpp"
#include "core/text_table.hpp"
#include "data/joined_images.hpp"
#include "data/mnist.hpp"
#include "tensor/random.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

// An empty name is the root itself; an absolute one is its own place.
fs::path place(const DataOptions& options, const fs::path& name) {
  return name.empty() ? options.root : options.root / name;
}

ImageSet taken(SourceImages read, Splits& splits) {
  std::ranges::move(read.files, std::back_inserter(splits.sources));
  std::ranges::move(read.skipped, std::back_inserter(splits.skipped));
  return std::move(read.set);
}

Splits load_training_set(const DataOptions& options, const OnReading& on_reading) {
  TORCH_CHECK(!options.train_images.empty() || options.dataset == Dataset::kFolder,
              "this data set needs train_images");
  Splits splits;
  SourceImages read = read_source(options, options.train_images, options.train_labels, on_reading);
  splits.listed = std::move(read.list);
  splits.train = taken(std::move(read), splits);
  return splits;
}

// `what` they are for: "test" or "validation".
ImageSet load_other_set(const DataOptions& options, const fs::path& images, const fs::path& labels,
                        std::string_view what, const OnReading& on_reading, Splits& splits) {
  ImageSet set = taken(read_source(options, images, labels, on_reading), splits);
  if (set.shape() == splits.train.shape()) return set;
  throw data_error(fmt::format(
      "{}: {} images of {} (channels x height x width), expected {} as in "
      "{}",
      place(options, images).string(), what, fmt::join(set.shape(), " x "),
      fmt::join(splits.train.shape(), " x "), place(options, options.train_images).string()));
}

void join_test_images(const ImageSet& test, const OnReading& on_reading, Splits& splits) {
  splits.train =
      joined_images(splits.train, test, memory_limit(), [&](std::int64_t done, std::int64_t of) {
        stop_if_interrupted();
        on_reading(fmt::format("joining training and test images: {} of {}", with_commas(done),
                               with_commas(of)));
      });
}

// Training and test images as one set. Pictures are so from the list of them on, and thus mapped.
Splits load_all_images(const DataOptions& options, const OnReading& on_reading) {
  if (options.dataset == Dataset::kMnist) {
    Splits splits = load_mnist(options.root, MnistParts::kAll);
    join_test_images(*std::exchange(splits.test, std::nullopt), on_reading, splits);
    return splits;
  }
  TORCH_CHECK(!options.test_images.empty(), "to be joined, test images must be named");
  if (options.dataset == Dataset::kFolder || options.dataset == Dataset::kList) {
    Splits splits;
    SourceImages read = read_all_pictures(options, on_reading);
    splits.listed = std::move(read.list);
    splits.train = taken(std::move(read), splits);
    return splits;
  }
  Splits splits = load_training_set(options, on_reading);
  const ImageSet test =
      load_other_set(options, options.test_images, options.test_labels, "test", on_reading, splits);
  join_test_images(test, on_reading, splits);
  return splits;
}

Splits load_sets(const DataOptions& options, const OnReading& on_reading) {
  Splits splits = load_training_images(options, on_reading);
  if (validation_source(options) == ValidationSource::kOwn) {
    splits.validation = load_other_set(options, options.validation_images,
                                       options.validation_labels, "validation", on_reading, splits);
  }
  if (options.use == Use::kTrain && !options.test_images.empty()) {
    splits.test = load_other_set(options, options.test_images, options.test_labels, "test",
                                 on_reading, splits);
  }
  return splits;
}

ImageSet part_of(const ImageSet& set, const at::Tensor& rows) {
  ImageSet part = set;
  if (set.labels.defined()) part.labels = set.labels.index_select(0, rows);
  part.rows = rows;
  return part;
}

void hold_out(const DataOptions& options, std::uint64_t seed, Splits& splits) {
  TORCH_CHECK(options.holdout > 0 && options.holdout < 1, "holdout must lie in (0, 1), found ",
              options.holdout);
  const std::int64_t images = splits.train.size();
  if (images < 2) {
    const bool asked_for = options.validation == Validation::kHoldout || options.use == Use::kAll;
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

Splits read_sets(const DataOptions& options, const OnReading& on_reading) {
  const bool has_test_set = options.dataset == Dataset::kMnist && options.use == Use::kTrain;
  return has_test_set ? load_mnist(options.root, MnistParts::kAll) : load_sets(options, on_reading);
}

Splits split(const DataOptions& options, std::uint64_t seed, Splits splits) {
  splits.validation_source = validation_source(options);
  if (splits.validation_source == ValidationSource::kHoldout) hold_out(options, seed, splits);
  if (splits.validation_source == ValidationSource::kTest) {
    TORCH_CHECK(splits.test.has_value(), "validation on the test images needs test_images");
    splits.validation = *std::exchange(splits.test, std::nullopt);
  }
  return splits;
}

Splits load_splits(const DataOptions& options, std::uint64_t seed, const OnReading& on_reading) {
  return split(options, seed, read_sets(options, on_reading));
}

Splits load_training_images(const DataOptions& options, const OnReading& on_reading) {
  if (options.use == Use::kAll) return load_all_images(options, on_reading);
  if (options.dataset == Dataset::kMnist) {
    return load_mnist(options.root, MnistParts::kTrain);
  }
  return load_training_set(options, on_reading);
}

ValidationSource validation_source(const DataOptions& options) {
  if (options.validation == Validation::kTest) return ValidationSource::kTest;
  if (options.validation == Validation::kHoldout) return ValidationSource::kHoldout;
  if (!options.validation_images.empty()) return ValidationSource::kOwn;
  if (options.use == Use::kAll) return ValidationSource::kHoldout;
  if (options.dataset == Dataset::kMnist) return ValidationSource::kTest;
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
  const bool may_be_named = options.dataset != Dataset::kMnist;
  return fmt::format(
      "note: no validation images named: training is validated on the test images, so test_loss is "
      "no test of early stopping; {}set data.validation to \"holdout\" (or to \"test\", if that is "
      "what you want)",
      may_be_named ? "name data.validation_images, or " : "");
}

}  // namespace codegrid
