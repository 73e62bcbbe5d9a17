#include "job/init/training_advice.hpp"

#include <gmock/gmock.h>

#include "config/job_config.hpp"
#include "model/families.hpp"

namespace codegrid {
namespace {

using testing::HasSubstr;

// What comes of the advice once a config has been read.
struct Advised {
  JobConfig job;
  std::string text;
  std::string problem;
};

Advised advised(const TrainingFacts& facts) {
  TrainingAdvice advice = advise_training(facts);
  advice.sections.push_back({"data", {}, {{"root", "."}}});
  Advised result{{}, config_text(advice.sections, ""), advice.problem};
  result.job = parse_job(result.text, "-", {});
  return result;
}

TEST(TrainingAdvice, FitsImagesOfEveryShapeAndNumber) {
  for (const std::int64_t channels : {1, 3}) {
    for (const std::int64_t height : {1, 3, 4, 7, 28, 64}) {
      for (const std::int64_t width : {1, 4, 33, 300}) {
        for (const std::int64_t images : {2, 10, 143, 1000, 50'000'000}) {
          const TrainingFacts facts{images,   images - std::max<std::int64_t>(1, images / 10),
                                    channels, height,
                                    width,    false,
                                    2};
          const JobConfig job = advised(facts).job;
          const Architecture architecture =
              make_architecture({channels, height, width}, job.model);  // throws where it does not
          require_batches_for(architecture, facts.trained, job.training.batch_size);
          EXPECT_EQ(job.clustering.method, ClusteringMethod::kGraph);
          EXPECT_LT(job.clustering.graph.neighbors, images);
        }
      }
    }
  }
}

TEST(TrainingAdvice, SmallGreyImagesGetADenseModelAndOthersConvolutions) {
  const Advised small = advised({60'000, 54'000, 1, 28, 28, false, 2});
  EXPECT_EQ(small.job.model.kind, ModelKind::kDense);
  EXPECT_EQ(small.job.model.code, 36);
  const Advised color = advised({9'000, 8'100, 3, 64, 64, false, 2});
  EXPECT_EQ(color.job.model.kind, ModelKind::kConvolutional);
  EXPECT_EQ(color.job.model.convolutional.channels, (std::vector<std::int64_t>{16, 32, 64}));
  EXPECT_TRUE(color.job.model.convolutional.batch_norm);
}

TEST(TrainingAdvice, MoreImagesThanConvolutionsManageGetADenseModel) {
  const Advised many = advised({10'000'000, 9'000'000, 3, 64, 64, false, 2});
  EXPECT_EQ(many.job.model.kind, ModelKind::kDense);
  EXPECT_THAT(many.text, HasSubstr("Dense, since 5 epochs of a convolutional model would take"));
  EXPECT_EQ(advised({10'000'000, 9'000'000, 3, 64, 64, false, 1000}).job.model.kind,
            ModelKind::kConvolutional);
}

TEST(TrainingAdvice, EpochsFallWithTheImages) {
  std::int64_t before = 1'000'000;
  for (const std::int64_t images : {100, 1'000, 10'000, 100'000}) {
    const std::int64_t epochs = advised({images, images, 3, 48, 48, true, 2}).job.training.epochs;
    EXPECT_LE(epochs, before);
    EXPECT_GE(epochs, 5);
    EXPECT_LE(epochs, 200);
    before = epochs;
  }
}

TEST(TrainingAdvice, StepsAreThoseOfTheTraining) {
  const auto text = [](std::int64_t trained) {
    return advised({14'000, trained, 3, 64, 64, true, 2}).text;
  };
  EXPECT_THAT(text(12'800), HasSubstr("of 100 steps each"));
  EXPECT_THAT(text(12'801), HasSubstr("of 100 steps each")) << "batch norm joins the last image";
  EXPECT_THAT(text(12'802), HasSubstr("of 101 steps each"));
}

TEST(TrainingAdvice, FewImagesAreNotLeftToAValidationOfAHandful) {
  const Advised few = advised({30, 27, 3, 32, 32, false, 2});
  EXPECT_EQ(few.job.training.early_stopping.monitor, Monitor::kTrainingLoss);
  EXPECT_EQ(few.job.clustering.graph.neighbors, 7);
  EXPECT_EQ(few.job.model.activation, Activation::kElu);
  EXPECT_FALSE(few.job.model.convolutional.batch_norm);
  EXPECT_EQ(advised({30, 30, 3, 32, 32, true, 2}).job.training.early_stopping.monitor,
            Monitor::kValidationLoss);
}

TEST(TrainingAdvice, BatchSizesDoNotHangOnHowManyFilesTurnOutToBeGood) {
  for (const std::int64_t trained : {128 * 70 - 1, 128 * 70, 128 * 70 + 1}) {
    const JobConfig job = advised({10'010, trained, 3, 48, 48, true, 2}).job;
    EXPECT_EQ(job.training.batch_size, 128) << trained;
    EXPECT_TRUE(job.model.convolutional.batch_norm) << trained;
  }
}

TEST(TrainingAdvice, WhereNothingFitsTheConfigSaysSo) {
  const TrainingFacts facts{12, 11, 1, 4000, 4000, false, 2, {1 << 20, "the memory"}};
  const Advised large = advised(facts);
  EXPECT_EQ(large.problem,
            "images of 4000 x 4000 are too large to be trained on here: the weights of the "
            "smallest model take 2.4 GiB or more, and 1.0 MiB are left of the memory; make the "
            "images smaller, or train where there is more memory");
  EXPECT_THAT(large.text, HasSubstr("// Warning: images of 4000 x 4000 are too large"));
  EXPECT_EQ(advised({12, 11, 1, 40, 40, false, 2}).problem, "");
}

}  // namespace
}  // namespace codegrid
