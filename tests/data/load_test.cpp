#include "data/load.hpp"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include <string>

#include "core/digest.hpp"
#include "data/fixtures.hpp"
#include "tensor/random.hpp"

namespace codegrid {
namespace {

// Forty images of 2 x 3, image i full of i, and labels that say i.
class Load : public testing::Test {
 protected:
  Load() {
    std::string values;
    for (char i = 0; i < 40; ++i) values.append(6, i);
    folder_.write("images", idx_bytes({40, 2, 3}, values));
    folder_.write("labels.gz", gzip_bytes(idx_bytes({40}, counting_bytes(40))));
    options_.dataset = Dataset::kIdx;
    options_.root = folder_.path();
    options_.train_images = "images";
    options_.train_labels = "labels.gz";
  }
  std::string place(const char* name) const { return (folder_.path() / name).string(); }
  std::string load_error() const {
    return message_of([this] { load_splits(options_, 1); });
  }

  void write_test_images() {
    folder_.write("test-images", idx_bytes({2, 2, 3}, counting_bytes(12)));
    folder_.write("test-labels", idx_bytes({2}, "\x07\xff"));
    options_.test_images = "test-images";
    options_.test_labels = "test-labels";
  }
  void write_validation_images() {
    folder_.write("validation-images", idx_bytes({3, 2, 3}, counting_bytes(18)));
    folder_.write("validation-labels", idx_bytes({3}, counting_bytes(3)));
    options_.validation_images = "validation-images";
    options_.validation_labels = "validation-labels";
  }

  TemporaryFolder folder_;
  DataOptions options_;
};

at::Tensor first_pixels(const ImageSet& set) {
  return set.images_at(at::arange(set.size())).flatten(1).select(1, 0).to(at::kLong);
}

TEST_F(Load, HoldsOutAShareOfTheTrainingImages) {
  const Splits splits = load_splits(options_, 1);
  EXPECT_EQ(splits.train.size(), 36);
  EXPECT_EQ(splits.validation.size(), 4);
  EXPECT_EQ(splits.validation.shape(), (std::vector<std::int64_t>{1, 2, 3}));
  const at::Tensor all = at::cat({first_pixels(splits.train), first_pixels(splits.validation)});
  EXPECT_TRUE(std::get<0>(all.sort()).equal(at::arange(40, at::kLong)));
}

TEST_F(Load, BothPartsKeepTheFilesOrderAndTheirLabels) {
  const Splits splits = load_splits(options_, 1);
  for (const ImageSet* set : {&splits.train, &splits.validation}) {
    EXPECT_TRUE(first_pixels(*set).equal(set->labels));
    EXPECT_TRUE(std::get<0>(set->labels.sort()).equal(set->labels));
  }
}

TEST_F(Load, HeldOutImagesAreTheFirstOfAnOrderThatTheSeedDraws) {
  const at::Tensor order = at::randperm(40, make_generator(1, Purpose::kHoldout), at::kLong);
  const Splits splits = load_splits(options_, 1);
  EXPECT_TRUE(splits.validation.labels.equal(std::get<0>(order.slice(0, 0, 4).sort())));
  EXPECT_TRUE(splits.train.labels.equal(std::get<0>(order.slice(0, 4).sort())));
}

TEST_F(Load, NoImageIsCopiedToHoldOutAPart) {
  const Splits splits = load_splits(options_, 1);
  const at::Tensor all = load_training_images(options_).train.images;
  EXPECT_EQ(splits.train.images.sizes(), all.sizes());
  EXPECT_TRUE(splits.train.images.is_alias_of(splits.validation.images));
}

TEST_F(Load, TheSeedDecidesWhatIsHeldOut) {
  const at::Tensor held = load_splits(options_, 1).validation.labels;
  EXPECT_TRUE(load_splits(options_, 1).validation.labels.equal(held));
  EXPECT_FALSE(load_splits(options_, 2).validation.labels.equal(held));
}

TEST_F(Load, AtLeastOneImageIsHeldOutAndOneStays) {
  options_.holdout = 1e-6;
  EXPECT_EQ(load_splits(options_, 1).validation.size(), 1);
  options_.holdout = 0.999999;
  EXPECT_EQ(load_splits(options_, 1).train.size(), 1);
}

TEST_F(Load, OneImageCannotBeSplit) {
  folder_.write("images", idx_bytes({1, 2, 3}, "abcdef"));
  options_.train_labels.clear();
  EXPECT_EQ(load_error(), place("images") +
                              ": holds one image, expected two or more, since no test_images are "
                              "named and a part is held out for validation");
}

TEST_F(Load, LabelsAreOptional) {
  options_.train_labels.clear();
  const Splits splits = load_splits(options_, 1);
  EXPECT_FALSE(splits.train.labels.defined());
  EXPECT_FALSE(splits.validation.labels.defined());
  EXPECT_EQ(splits.sources.size(), 1U);
}

TEST_F(Load, TestImagesAloneAreTheValidationSet) {
  write_test_images();
  const Splits splits = load_splits(options_, 1);
  EXPECT_EQ(splits.train.size(), 40);
  EXPECT_EQ(splits.validation_source, ValidationSource::kTest);
  EXPECT_EQ(splits.validation.size(), 2);
  EXPECT_EQ(splits.validation.labels[1].item<std::int64_t>(), 255);
  EXPECT_FALSE(splits.test.has_value());
}

TEST_F(Load, ValidationFilesAreTheValidationSetAndLeaveTheTestSetAlone) {
  write_validation_images();
  Splits splits = load_splits(options_, 1);
  EXPECT_EQ(splits.validation_source, ValidationSource::kOwn);
  EXPECT_EQ(splits.train.size(), 40);
  EXPECT_EQ(splits.validation.size(), 3);
  EXPECT_EQ(splits.validation.labels[2].item<std::int64_t>(), 2);
  EXPECT_FALSE(splits.test.has_value());
  write_test_images();
  splits = load_splits(options_, 1);
  EXPECT_EQ(splits.validation.size(), 3);
  ASSERT_TRUE(splits.test.has_value());
  EXPECT_EQ(splits.test->size(), 2);
}

TEST_F(Load, HoldingOutLeavesTheTestSetAloneAndTakesTheSameRowsAsWithoutOne) {
  const at::Tensor held = load_splits(options_, 1).validation.labels;
  write_test_images();
  options_.validation = Validation::kHoldout;
  const Splits splits = load_splits(options_, 1);
  EXPECT_EQ(splits.validation_source, ValidationSource::kHoldout);
  EXPECT_TRUE(splits.validation.labels.equal(held));
  EXPECT_EQ(splits.train.size(), 36);
  ASSERT_TRUE(splits.test.has_value());
  EXPECT_EQ(splits.test->size(), 2);
}

TEST_F(Load, WhereTheTestSetIsAskedForItIsTheValidationSet) {
  write_test_images();
  options_.validation = Validation::kTest;
  const Splits splits = load_splits(options_, 1);
  EXPECT_EQ(splits.validation_source, ValidationSource::kTest);
  EXPECT_EQ(splits.validation.size(), 2);
  EXPECT_FALSE(splits.test.has_value());
}

TEST_F(Load, MnistIsValidatedOnItsTestImagesUnlessAPartIsHeldOut) {
  DataOptions mnist;
  EXPECT_EQ(validation_source(mnist), ValidationSource::kTest);
  EXPECT_EQ(validation_note(mnist),
            "note: no validation images named: training is validated on the test images, so "
            "test_loss is no test of early stopping; set data.validation to \"holdout\" (or to "
            "\"test\", if that is what you want)");
  mnist.validation = Validation::kTest;
  EXPECT_EQ(validation_note(mnist), "");
  mnist.validation = Validation::kHoldout;
  EXPECT_EQ(validation_source(mnist), ValidationSource::kHoldout);
}

TEST_F(Load, WhoDidNotChooseTheTestImagesToValidateOnIsTold) {
  EXPECT_EQ(validation_note(options_), "");
  write_test_images();
  EXPECT_EQ(validation_note(options_),
            "note: no validation images named: training is validated on the test images, so "
            "test_loss is no test of early stopping; name data.validation_images, or set "
            "data.validation to \"holdout\" (or to \"test\", if that is what you want)");
  options_.validation = Validation::kTest;
  EXPECT_EQ(validation_note(options_), "");
  options_.validation = Validation::kHoldout;
  EXPECT_EQ(validation_note(options_), "");
  options_.validation = Validation::kAuto;
  write_validation_images();
  EXPECT_EQ(validation_note(options_), "");
}

TEST_F(Load, SourcesNameEveryFileInTheOrderOfReading) {
  folder_.write("test-images", idx_bytes({2, 2, 3}, counting_bytes(12)));
  options_.test_images = folder_.path() / "test-images";
  Splits splits = load_splits(options_, 1);
  ASSERT_EQ(splits.sources.size(), 3U);
  EXPECT_EQ(splits.sources[0].path, place("images"));
  EXPECT_EQ(splits.sources[1].path, place("labels.gz"));
  EXPECT_EQ(splits.sources[2].path, place("test-images"));
  EXPECT_EQ(splits.sources[1].sha256, sha256_hex(gzip_bytes(idx_bytes({40}, counting_bytes(40)))));
  write_validation_images();
  splits = load_splits(options_, 1);
  ASSERT_EQ(splits.sources.size(), 5U);
  EXPECT_EQ(splits.sources[2].path, place("validation-images"));
  EXPECT_EQ(splits.sources[3].path, place("validation-labels"));
  EXPECT_EQ(splits.sources[4].path, place("test-images"));
}

TEST_F(Load, TrainingImagesAreAllOfThemInTheFilesOrder) {
  options_.test_images = "is not opened";
  const Splits splits = load_training_images(options_);
  EXPECT_TRUE(first_pixels(splits.train).equal(at::arange(40, at::kLong)));
  EXPECT_TRUE(splits.train.labels.equal(at::arange(40, at::kLong)));
  EXPECT_FALSE(splits.validation.images.defined());
  EXPECT_FALSE(splits.test.has_value());
}

TEST_F(Load, EachImageNeedsOneLabel) {
  folder_.write("labels.gz", idx_bytes({39}, counting_bytes(39)));
  EXPECT_EQ(load_error(), place("labels.gz") +
                              ": 39 labels found, expected 40, one for each image of " +
                              place("images"));
  folder_.write("labels.gz", idx_bytes({1}, counting_bytes(1)));
  EXPECT_EQ(load_error(), place("labels.gz") +
                              ": 1 label found, expected 40, one for each image of " +
                              place("images"));
}

TEST_F(Load, TestImagesHaveTheShapeOfTrainingImages) {
  folder_.write("test-images", idx_bytes({2, 3, 2}, counting_bytes(12)));
  options_.test_images = "test-images";
  EXPECT_EQ(load_error(),
            place("test-images") +
                ": test images of 1 x 3 x 2 (channels x height x width), expected 1 x "
                "2 x 3 as in " +
                place("images"));
}

TEST_F(Load, ValidationImagesHaveTheShapeOfTrainingImages) {
  folder_.write("validation-images", idx_bytes({2, 3, 2}, counting_bytes(12)));
  options_.validation_images = "validation-images";
  EXPECT_EQ(load_error(),
            place("validation-images") +
                ": validation images of 1 x 3 x 2 (channels x height x width), expected 1 x "
                "2 x 3 as in " +
                place("images"));
}

TEST_F(Load, OneImageCannotBeSplitWhereThatIsAskedForEither) {
  folder_.write("images", idx_bytes({1, 2, 3}, "abcdef"));
  options_.train_labels.clear();
  options_.validation = Validation::kHoldout;
  EXPECT_EQ(load_error(), place("images") +
                              ": holds one image, expected two or more, since a part is held out "
                              "for validation");
}

TEST_F(Load, AMissingFileGivesTheSystemsReason) {
  options_.train_images = "none";
  EXPECT_EQ(load_error(), place("none") + ": cannot read: No such file or directory");
}

TEST_F(Load, OptionsWithoutImagesAreOurOwnMistake) {
  options_.train_images.clear();
  EXPECT_THROW(load_splits(options_, 1), c10::Error);
}

TEST(ImagesName, SaysWhereTheyComeFrom) {
  EXPECT_EQ(images_name(ValidationSource::kOwn), "validation");
  EXPECT_EQ(images_name(ValidationSource::kTest), "test");
  EXPECT_EQ(images_name(ValidationSource::kHoldout), "held-out");
}

}  // namespace
}  // namespace codegrid
