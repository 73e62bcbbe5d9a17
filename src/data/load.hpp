#pragma once

#include <cstdint>
#include <string>

#include "data/image_set.hpp"
#include "data/options.hpp"
#include "data/sources/source.hpp"

namespace codegrid {

/// The images that `options` name, checked. Where a part of the training images is held out for
/// validation, `holdout` of them (at least one), drawn by `seed`, are the validation set; both
/// parts keep the file's order and share its images. Throws Error(kBadData): see
/// sources/source.hpp and mnist.hpp; also labels of another count than images, validation or test
/// images of another shape than training images, one image where a part is to be held out.
Splits load_splits(
    const DataOptions& options, std::uint64_t seed,
    const OnReading& on_reading = [](const std::string&) {});

/// All training images in the file's order, held-out ones too, so that row i is image i of the
/// file. The other sets stay empty, and their files are not read.
Splits load_training_images(
    const DataOptions& options, const OnReading& on_reading = [](const std::string&) {});

/// Which images `options` validate on.
ValidationSource validation_source(const DataOptions& options);

/// What the images are called that come from there: "validation", "test" or "held-out".
std::string images_name(ValidationSource source);

/// What the user should know of the choice of validation images; empty where there is nothing.
std::string validation_note(const DataOptions& options);

}  // namespace codegrid
