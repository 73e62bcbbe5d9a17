#pragma once

#include <cstdint>

#include "data/image_set.hpp"
#include "data/options.hpp"

namespace codegrid {

/// The images that `options` name, checked. With no test images, `holdout` of the training images
/// (at least one), drawn by `seed`, become the test set; both parts keep the file's order and share
/// its images. Throws Error(kBadData): see idx.hpp and mnist.hpp; also labels of another count than
/// images, test images of another shape than training images, one image where a part is to be held
/// out.
Splits load_splits(const DataOptions& options, std::uint64_t seed);

/// All training images in the file's order, held-out ones too, so that row i is image i of the
/// file. The test set stays undefined, and its files are not read.
Splits load_training_images(const DataOptions& options);

}  // namespace codegrid
