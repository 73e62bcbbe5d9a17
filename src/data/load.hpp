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
/// images of another shape than training images, one image where a part is to be held out. With
/// Use::kAll the training images are those of load_training_images, and there is no test set.
Splits load_splits(
    const DataOptions& options, std::uint64_t seed,
    const OnReading& on_reading = [](const std::string&) {});

/// The same in two steps, for several trainings on the same images: what is read, and of that, with
/// nothing copied, the sets of a training by `seed`.
Splits read_sets(const DataOptions& options, const OnReading& on_reading);
Splits split(const DataOptions& options, std::uint64_t seed, Splits sets);

/// All training images in the file's order, held-out ones too, so that row i is image i of the
/// file. The other sets stay empty, and their files are not read. With Use::kAll the test images
/// follow, and their numbers go on after those of the training images: the pixels of files that
/// hold many are then copied (see joined_images.hpp), and pictures in files of their own are listed
/// and decoded as one set, whose names are relative to options.root.
Splits load_training_images(
    const DataOptions& options, const OnReading& on_reading = [](const std::string&) {});

/// Which images `options` validate on.
ValidationSource validation_source(const DataOptions& options);

/// What the images are called that come from there: "validation", "test" or "held-out".
std::string images_name(ValidationSource source);

/// What the user should know of the choice of validation images; empty where there is nothing.
std::string validation_note(const DataOptions& options);

}  // namespace codegrid
