#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include <string>

#include "data/fixtures.hpp"
#include "data/load.hpp"

namespace codegrid {
namespace {

// Forty images of 2 x 3, image i full of i, and labels that say i; and two to test on, which are
// trained on, too.
class LoadAll : public testing::Test {
 protected:
  LoadAll() {
    std::string values;
    for (char i = 0; i < 40; ++i) values.append(6, i);
    folder_.write("images", idx_bytes({40, 2, 3}, values));
    folder_.write("labels", idx_bytes({40}, counting_bytes(40)));
    folder_.write("test-images", idx_bytes({2, 2, 3}, counting_bytes(12)));
    folder_.write("test-labels", idx_bytes({2}, "\x07\xff"));
    options_.dataset = Dataset::kIdx;
    options_.root = folder_.path();
    options_.train_images = "images";
    options_.train_labels = "labels";
    options_.test_images = "test-images";
    options_.test_labels = "test-labels";
    options_.use = Use::kAll;
  }
  std::string place(const char* name) const { return (folder_.path() / name).string(); }

  TemporaryFolder folder_;
  DataOptions options_;
};

at::Tensor first_pixel_of_each(const ImageSet& set) {
  return set.images_at(at::arange(set.size())).flatten(1).select(1, 0).to(at::kLong);
}

TEST_F(LoadAll, TestImagesMayBeJoinedToTheTrainingImages) {
  const Splits all = load_training_images(options_);
  ASSERT_EQ(all.train.size(), 42);
  EXPECT_TRUE(first_pixel_of_each(all.train).slice(0, 0, 40).equal(at::arange(40, at::kLong)));
  EXPECT_TRUE(first_pixel_of_each(all.train).slice(0, 40).equal(at::tensor({0, 6}, at::kLong)));
  EXPECT_TRUE(all.train.labels.slice(0, 40).equal(at::tensor({7, 255}, at::kLong)));
  EXPECT_FALSE(all.test.has_value());
  ASSERT_EQ(all.sources.size(), 4U);
  EXPECT_EQ(all.sources[3].path, place("test-labels"));
}

TEST_F(LoadAll, OfJoinedImagesAPartIsHeldOutAndNoneAreLeftToTestOn) {
  Splits splits = load_splits(options_, 1);
  EXPECT_EQ(splits.validation_source, ValidationSource::kHoldout);
  EXPECT_EQ(splits.train.size(), 38);
  EXPECT_EQ(splits.validation.size(), 4);
  EXPECT_FALSE(splits.test.has_value());
  EXPECT_EQ(validation_note(options_), "");
  folder_.write("validation-images", idx_bytes({3, 2, 3}, counting_bytes(18)));
  folder_.write("validation-labels", idx_bytes({3}, counting_bytes(3)));
  options_.validation_images = "validation-images";
  options_.validation_labels = "validation-labels";
  splits = load_splits(options_, 1);
  EXPECT_EQ(splits.validation_source, ValidationSource::kOwn);
  EXPECT_EQ(splits.train.size(), 42);
  EXPECT_EQ(splits.validation.size(), 3);
}

TEST_F(LoadAll, ImagesAreJoinedOfOneShapeOnly) {
  folder_.write("test-images", idx_bytes({2, 3, 2}, counting_bytes(12)));
  EXPECT_EQ(
      message_of([this] { load_training_images(options_); }),
      place("test-images") +
          ": test images of 1 x 3 x 2 (channels x height x width), expected 1 x 2 x 3 as in " +
          place("images"));
}

TEST_F(LoadAll, MnistIsHeldOutOfWhereItsTestImagesAreTrainedOn) {
  DataOptions mnist;
  mnist.use = Use::kAll;
  EXPECT_EQ(validation_source(mnist), ValidationSource::kHoldout);
  EXPECT_EQ(validation_note(mnist), "");
}

}  // namespace
}  // namespace codegrid
