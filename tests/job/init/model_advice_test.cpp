#include "job/init/model_advice.hpp"

#include <gmock/gmock.h>

#include "job/training_memory.hpp"
#include "model/families.hpp"

namespace codegrid {
namespace {

using testing::HasSubstr;

constexpr double kOneGiB = 1 << 30;

// `images` of `side` x `side` in grey, half of them to train on.
TrainingFacts squares(std::int64_t side, std::int64_t images, double bytes) {
  return {images, images / 2, 1, side, side, true, 2, {bytes, "the memory"}};
}

// What the training asks of memory, in all.
double bytes_of(const TrainingFacts& facts, const ModelAdvice& advice) {
  TrainingOptions training;
  training.batch_size = advice.batch_size;
  const TrainingMemory memory(
      make_architecture({facts.channels, facts.height, facts.width}, advice.model),
      advice.model.kind, training, facts.trained, advice.model.kind != ModelKind::kDense);
  return memory.weight_bytes() + memory.batch_bytes();
}

TEST(ModelAdvice, TakesNoMoreThanHalfOfTheMemoryWhereOneSaysItFits) {
  for (const double gib : {0.25, 1.0, 4.0, 16.0, 64.0, 1024.0}) {
    for (const std::int64_t side : {28, 64, 500, 4000, 10'000}) {
      for (const std::int64_t images : {4, 60, 2000}) {
        const TrainingFacts facts = squares(side, images, gib * kOneGiB);
        const ModelAdvice advice = advise_model(facts);
        EXPECT_GE(advice.batch_size, 1);
        if (advice.problem.empty()) {
          EXPECT_LE(bytes_of(facts, advice), gib * kOneGiB / 2) << side << " of " << gib << " GiB";
        } else {
          EXPECT_GT(bytes_of(facts, advice), gib * kOneGiB / 4) << advice.problem;
        }
        if (side <= 500 && gib >= 1) {
          EXPECT_EQ(advice.problem, "") << side;
        }
      }
    }
  }
}

TEST(ModelAdvice, IsTheUsualOneWhereThereIsMemory) {
  const ModelAdvice advice = advise_model({9'000, 8'100, 3, 64, 64, false, 2});
  EXPECT_EQ(advice.model.convolutional.channels, (std::vector<std::int64_t>{16, 32, 64}));
  EXPECT_EQ(advice.model.convolutional.downsampling, Downsampling::kPool);
  EXPECT_EQ(advice.batch_size, 128);
  EXPECT_EQ(advice.why_batch, "Images a step, for 9,000 images to train on.");
}

TEST(ModelAdvice, TakesMoreLevelsWhereTheWeightsAreTooMany) {
  const ModelAdvice advice = advise_model(squares(4000, 12, 128 * kOneGiB));
  EXPECT_EQ(advice.model.kind, ModelKind::kConvolutional);
  EXPECT_EQ(advice.model.convolutional.channels, (std::vector<std::int64_t>{16, 32, 64, 64}));
  EXPECT_THAT(advice.why_model,
              HasSubstr(" With 3 levels, the training would take 61.5 GiB or more for its weights, "
                        "and 128.0 GiB are left of the memory."));
}

TEST(ModelAdvice, TakesSmallerBatchesAndThenStridesWhereABatchIsTooLarge) {
  const ModelAdvice smaller = advise_model(squares(1000, 60, 4 * kOneGiB));
  EXPECT_EQ(smaller.model.kind, ModelKind::kConvolutional);
  EXPECT_LT(smaller.batch_size, 8);
  EXPECT_THAT(smaller.why_batch, HasSubstr("A batch of 8 would take "));
  EXPECT_THAT(smaller.why_batch, HasSubstr("and 4.0 GiB are left of the memory."));
  const ModelAdvice strided = advise_model(squares(4000, 12, 10 * kOneGiB));
  EXPECT_EQ(strided.model.convolutional.downsampling, Downsampling::kStride);
  EXPECT_EQ(strided.why_downsampling,
            "Convolutions of stride 2 take less memory than pooling does.");
}

TEST(ModelAdvice, HasNoBatchNormOfHandfuls) {
  const ModelAdvice advice = advise_model(squares(300, 120, 0.5 * kOneGiB));
  EXPECT_EQ(advice.model.kind, ModelKind::kConvolutional);
  EXPECT_LT(advice.batch_size, 8);
  EXPECT_FALSE(advice.model.convolutional.batch_norm);
  EXPECT_TRUE(advise_model(squares(300, 120, 64 * kOneGiB)).model.convolutional.batch_norm);
}

TEST(ModelAdvice, TakesANarrowerCodeWhereADenseModelIsTooLarge) {
  const ModelAdvice advice = advise_model(squares(4000, 4000, 40 * kOneGiB));
  EXPECT_EQ(advice.model.kind, ModelKind::kDense);
  EXPECT_EQ(advice.model.code, 8);
  EXPECT_THAT(advice.why_model,
              HasSubstr(" With a code of 64, the training would take 61.5 GiB or more for its "
                        "weights, and 40.0 GiB are left of the memory."));
}

TEST(ModelAdvice, SaysWhetherWeightsOrAnImageLeaveConvolutionsNoRoom) {
  const TrainingFacts narrow{1'000, 900, 1, 4, 100'000, false, 64, {16 * kOneGiB, "the memory"}};
  EXPECT_THAT(advise_model(narrow).why_model,
              HasSubstr("Dense, since the weights of convolutions take "));
  const TrainingFacts small = squares(4000, 12, kOneGiB);
  EXPECT_THAT(advise_model(small).why_model, HasSubstr("Dense, since a single image takes "));
  EXPECT_THAT(advise_model(small).why_model, HasSubstr(" or more on its way through convolutions"));
}

}  // namespace
}  // namespace codegrid
