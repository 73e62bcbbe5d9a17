#include "job/training_memory.hpp"

#include <c10/util/Exception.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <new>

#include "model/families.hpp"
#include "support/fixtures.hpp"

namespace codegrid {
namespace {

constexpr double kGiB = 1 << 30;

TrainingMemory dense(const TrainingOptions& options = {}) {
  ModelOptions shape;
  shape.hidden = {20'000};
  shape.code = 30'000;
  return {dense_architecture({1, 28, 28}, shape), ModelKind::kDense, options, 60'000,
          /*whole_batches=*/false};
}

TrainingMemory convolutional_model(const TrainingOptions& options = {}) {
  ModelOptions shape;
  shape.kind = ModelKind::kConvolutional;
  shape.convolutional.channels = {512, 4};
  return {convolutional_architecture({1, 28, 28}, shape), ModelKind::kConvolutional, options,
          60'000, /*whole_batches=*/true};
}

std::string refusal(const TrainingMemory& memory, double bytes) {
  const Error error = error_of([&] { memory.require_within({bytes, "this machine's memory"}); });
  EXPECT_EQ(error.code(), ExitCode::kFailed);
  return error.what();
}

TEST(TrainingMemory, OfAModelThatIsTooLargeIsToldBeforehand) {
  // 2 * (784 * 20,000 + 20,000 * 30,000) weights, 8 times 4 bytes each.
  EXPECT_EQ(
      refusal(dense(), 16 * kGiB),
      "out of memory: this training takes more than is left of this machine's memory (16.0 GiB): "
      "the weights, their gradients, the optimizer's moments and a checkpoint of them: 36.7 "
      "GiB, 17.9 GiB of it for encoder.dense1. Lower model.hidden or model.code");
  EXPECT_NO_THROW(dense().require_within({37 * kGiB, ""}));
  EXPECT_NO_THROW(dense().require_within({INFINITY, ""}));
}

TEST(TrainingMemory, IsToldInBytes) {
  EXPECT_NEAR(dense().weight_bytes() / kGiB, 36.7, 0.1);
  EXPECT_EQ(dense().batch_bytes(), 0) << "it goes through the layers in parts";
  TrainingOptions one;
  one.batch_size = 1;
  EXPECT_DOUBLE_EQ(convolutional_model().batch_bytes(),
                   2024 * convolutional_model(one).batch_bytes());
}

TEST(TrainingMemory, OfABatchThatIsAugmentedIsToldBeforehand) {
  const auto with = [](const AugmentationSettings& augmentation) {
    ModelOptions shape;
    TrainingOptions large;
    large.batch_size = 1 << 20;
    return TrainingMemory(dense_architecture({3, 32, 32}, shape), ModelKind::kDense, large, 1 << 22,
                          /*whole_batches=*/false, augmentation);
  };
  EXPECT_EQ(with({}).augmentation_bytes(), 0);
  // Three channels before and after, and two coordinates, of 4 bytes each.
  EXPECT_DOUBLE_EQ(with({.shift = 0.1}).augmentation_bytes() / kGiB, 8 * 4);
  EXPECT_DOUBLE_EQ(with({.noise = 0.1}).augmentation_bytes() / kGiB, 6 * 4);
  EXPECT_EQ(refusal(with({.shift = 0.1}), 8 * kGiB),
            "out of memory: this training takes more than is left of this machine's memory (8.0 "
            "GiB): a batch while it is augmented: 32.0 GiB (of 1,048,576 images). Lower "
            "training.batch_size");
  EXPECT_NO_THROW(with({}).require_within({8 * kGiB, ""}));
  EXPECT_THAT(
      error_of([&] { with({.shift = 0.1}).explain([] { throw std::bad_alloc(); }); }).what(),
      testing::EndsWith("\n  a batch while it is augmented: 32.0 GiB\nLower training.batch_size, "
                        "model.hidden or model.code, or free memory"));
}

// A last batch of one image joins the one before it.
TEST(TrainingMemory, IsOfTheLargestBatchWithBatchNorm) {
  const auto bytes = [](std::int64_t images, bool batch_norm) {
    ModelOptions shape;
    shape.kind = ModelKind::kConvolutional;
    shape.convolutional.batch_norm = batch_norm;
    TrainingOptions pairs;
    pairs.batch_size = 2;
    return TrainingMemory(convolutional_architecture({1, 28, 28}, shape), ModelKind::kConvolutional,
                          pairs, images, /*whole_batches=*/true)
        .batch_bytes();
  };
  EXPECT_DOUBLE_EQ(2 * bytes(5, true), 3 * bytes(4, true));
  EXPECT_EQ(bytes(5, false), bytes(4, false));
}

TEST(TrainingMemory, IsLessWithAnOptimizerThatRemembersLess) {
  TrainingOptions options;
  options.optimizer.name = OptimizerKind::kSgd;
  options.optimizer.momentum = 0;
  EXPECT_NO_THROW(dense(options).require_within({19 * kGiB, ""}));
  EXPECT_THAT(refusal(dense(options), 18 * kGiB), testing::HasSubstr(": 18.3 GiB, "));
}

TEST(TrainingMemory, OfABatchThatIsTooLargeIsToldBeforehand) {
  // 2,024 images of 28 x 28 pixels, of 512 channels in the first layer's output.
  EXPECT_THAT(refusal(convolutional_model(), 4 * kGiB),
              testing::ContainsRegex(
                  "a batch on its way through the layers: [0-9.]+ GiB, 3.0 GiB of it for "
                  "(encoder.convolution0|decoder.upsampling0) \\(of 2,024 images\\). Lower "
                  "training.batch_size or model.channels$"));
  TrainingOptions few;
  few.batch_size = 16;
  EXPECT_NO_THROW(convolutional_model(few).require_within({kGiB, ""}));
}

// Of an encoder alone, which sees each image twice.
TrainingMemory contrastive(std::int64_t batch_size) {
  TrainingOptions options;
  options.objective.kind = ObjectiveKind::kContrastive;
  options.batch_size = batch_size;
  ModelOptions shape;
  shape.kind = ModelKind::kConvolutional;
  shape.convolutional.channels = {512, 4};
  shape.hidden = {9};
  const AugmentationSettings turned{.rotation = 9};
  return {encoder_only(convolutional_architecture({1, 28, 28}, shape)),
          ModelKind::kConvolutional,
          options,
          60'000,
          /*whole_batches=*/true,
          turned};
}

TEST(TrainingMemory, OfTwoViewsIsThatOfTwiceTheImagesAndOfTheirCosines) {
  TrainingOptions one;
  one.batch_size = 200;
  ModelOptions shape;
  shape.kind = ModelKind::kConvolutional;
  shape.convolutional.channels = {512, 4};
  shape.hidden = {9};
  const AugmentationSettings turned{.rotation = 9};
  const TrainingMemory single(encoder_only(convolutional_architecture({1, 28, 28}, shape)),
                              ModelKind::kConvolutional, one, 60'000, /*whole_batches=*/true,
                              turned);
  EXPECT_DOUBLE_EQ(contrastive(200).batch_bytes(), 2 * single.batch_bytes());
  EXPECT_DOUBLE_EQ(contrastive(200).augmentation_bytes(), 2 * single.augmentation_bytes());
  EXPECT_DOUBLE_EQ(contrastive(200).weight_bytes(), single.weight_bytes());
  EXPECT_DOUBLE_EQ(contrastive(200).cosine_bytes(), 2 * 4.0 * 400 * 400);
  EXPECT_EQ(single.cosine_bytes(), 0);
}

TEST(TrainingMemory, OfTooManyViewsToCompareIsToldBeforehand) {
  TrainingOptions options;
  options.objective.kind = ObjectiveKind::kContrastive;
  options.batch_size = 60'000;
  const TrainingMemory memory(encoder_only(dense_architecture({1, 4, 4}, {})), ModelKind::kDense,
                              options, 60'000, /*whole_batches=*/true);
  EXPECT_EQ(refusal(memory, 64 * kGiB),
            "out of memory: this training takes more than is left of this machine's memory (64.0 "
            "GiB): the cosines of a batch's views with each other: 107.3 GiB (of 60,000 images in "
            "two views). Lower training.batch_size");
}

TEST(TrainingMemory, OfViewsIsExplainedWhereItIsNotThere) {
  const auto refusal_of = [](double bytes) {
    return std::string(error_of([&] {
                         contrastive(200).explain([&] {
                           TORCH_CHECK(false,
                                       "DefaultCPUAllocator: can't allocate memory: you tried to "
                                       "allocate ",
                                       static_cast<std::int64_t>(bytes),
                                       " bytes. Error code 12 (Cannot allocate memory)");
                         });
                       }).what());
  };
  EXPECT_THAT(refusal_of(4.0 * 400 * 400),
              testing::HasSubstr(", the cosines of 400 views with each other. Training"));
  EXPECT_THAT(
      refusal_of(4.0 * 400 * 512 * 28 * 28),
      testing::HasSubstr(", the output of encoder.convolution0 for a batch of 200 images in "
                         "two views. Training"));
  EXPECT_THAT(refusal_of(1), testing::HasSubstr("\nLower training.batch_size, model.channels, "
                                                "model.kernel, model.hidden or model.code, or"));
}

TEST(TrainingMemory, IsExplainedWhereItIsNotThere) {
  const double bytes = 2024.0 * 512 * 28 * 28 * 4;
  const auto work = [&] {
    TORCH_CHECK(false, "DefaultCPUAllocator: can't allocate memory: you tried to allocate ",
                static_cast<std::int64_t>(bytes), " bytes. Error code 12 (Cannot allocate memory)");
  };
  const Error error = error_of([&] { convolutional_model().explain(work); });
  EXPECT_EQ(error.code(), ExitCode::kFailed);
  EXPECT_THAT(error.what(), testing::StartsWith(
                                "out of memory: 3.0 GiB were asked for at once, the output of "
                                "encoder.convolution0 for a batch of 2,024 images. Training takes "
                                "at least\n  the weights"));
  EXPECT_THAT(error.what(),
              testing::HasSubstr("\nLower training.batch_size, model.channels, model.kernel or "
                                 "model.code, or free memory"));
}

TEST(TrainingMemory, IsExplainedWhereNobodySaysHowMuchWasAskedFor) {
  EXPECT_THAT(error_of([] { dense().explain([] { throw std::bad_alloc(); }); }).what(),
              testing::StartsWith("out of memory. Training takes at least\n  the weights, "));
}

TEST(TrainingMemory, LeavesOtherErrorsAndResultsAsTheyAre) {
  EXPECT_THROW(dense().explain([] { TORCH_CHECK(false, "another error"); }), c10::Error);
  EXPECT_EQ(dense().explain([] { return 3; }), 3);
}

}  // namespace
}  // namespace codegrid
