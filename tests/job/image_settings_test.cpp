#include "job/image_settings.hpp"

#include <gtest/gtest.h>

namespace codegrid {
namespace {

TEST(ImageSettings, OfPicturesAreThoseOfTheJob) {
  DataOptions data;
  data.image = {64, 48, 3, Fit::kCrop, {1, 2, 3}, true};
  for (const Dataset dataset : {Dataset::kFolder, Dataset::kList}) {
    data.dataset = dataset;
    EXPECT_EQ(image_settings(data, {3, 64, 48}), data.image);
  }
}

TEST(ImageSettings, OfImagesThatCameInTheirShapeArePlain) {
  DataOptions data;
  data.image.invert = true;  // no matter
  for (const Dataset dataset : {Dataset::kMnist, Dataset::kIdx, Dataset::kNpy}) {
    data.dataset = dataset;
    EXPECT_EQ(image_settings(data, {1, 28, 20}),
              (ImageOptions{28, 20, 1, Fit::kPad, {0, 0, 0}, false}));
  }
}

}  // namespace
}  // namespace codegrid
