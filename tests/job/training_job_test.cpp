#include "job/training_job.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <tuple>

#include "config/run_files.hpp"
#include "core/digest.hpp"
#include "encoder/encoder_file.hpp"
#include "job/fixtures.hpp"

namespace codegrid {
namespace {

namespace fs = std::filesystem;

TEST(RunTraining, LeavesAWholeRun) {
  const TinyJob tiny;
  Said said;
  const TrainingReport report = run_training(tiny.job, tiny.runs(), said.progress());
  EXPECT_EQ(report.run, tiny.runs() / "tiny/0001");
  EXPECT_EQ(report.loss_name, "cross-entropy");
  for (const char* name : {run_files::kConfig, run_files::kEnvironment, run_files::kMetricsLines,
                           run_files::kMetricsTable, run_files::kCheckpoints, run_files::kLossChart,
                           run_files::kReconstructions, run_files::kEncoder, run_files::kSummary})
    EXPECT_TRUE(fs::exists(report.run / name)) << name;
  EXPECT_EQ(slurp(report.run / run_files::kSummary), summary_json(report.summary).dump(2) + "\n");
}

TEST(RunTraining, ItsEncoderSaysHowItWasTrained) {
  const TinyJob tiny;
  Said said;
  const TrainingReport report = run_training(tiny.job, tiny.runs(), said.progress());
  const EncoderFile file = EncoderFile::read(report.run / run_files::kEncoder);
  EXPECT_EQ(file.sha256(), report.summary.encoder_sha256);
  const EncoderMetadata metadata = file.metadata();
  EXPECT_EQ(metadata.input_shape, (std::vector<std::int64_t>{1, 4, 3}));
  EXPECT_EQ(metadata.code_size, 2);
  EXPECT_EQ(metadata.dataset, "idx");
  EXPECT_EQ(metadata.losses.kind, "binary_cross_entropy");
  EXPECT_EQ(metadata.losses.train_loss, report.summary.train_loss);
  EXPECT_EQ(metadata.losses.val_loss, report.summary.val_loss);
  EXPECT_EQ(metadata.losses.test_loss, report.summary.test_loss);
  EXPECT_EQ(slurp(report.run / run_files::kEncoder).find(tiny.folder.path().string()),
            std::string::npos)
      << "a path of this machine";
}

TEST(RunTraining, AContrastiveEncoderSaysWhatItsLossesAreOf) {
  const TinyJob tiny;
  Said said;
  for (const auto& [kind, word, name] :
       {std::tuple{ObjectiveKind::kContrastive, "contrastive", "contrastive loss"},
        std::tuple{ObjectiveKind::kCombined, "combined", "combined loss"}}) {
    JobConfig job = tiny.job;
    job.training.objective.kind = kind;
    job.augmentation.preset = AugmentationPreset::kObjects;
    const TrainingReport report = run_training(job, tiny.runs(), said.progress());
    EXPECT_EQ(report.loss_name, name);
    const EncoderMetadata metadata = EncoderFile::read(report.run / run_files::kEncoder).metadata();
    EXPECT_EQ(metadata.losses.kind, word);
    EXPECT_EQ(metadata.losses.test_loss, report.summary.test_loss);
    EXPECT_EQ(fs::exists(report.run / run_files::kReconstructions),
              kind == ObjectiveKind::kCombined);
  }
}

TEST(RunTraining, AVariationalOneShowsWhatItsDecoderMakesOfOtherCodes) {
  const TinyJob tiny;
  Said said;
  const TrainingReport plain = run_training(tiny.job, tiny.runs(), said.progress());
  EXPECT_FALSE(fs::exists(plain.run / run_files::kSamples));
  EXPECT_FALSE(plain.summary.test_parts.has_value());
  JobConfig job = tiny.job;
  job.training.objective.kind = ObjectiveKind::kVariational;
  job.model.code_activation = Activation::kLinear;
  for (const ModelKind kind : {ModelKind::kDense, ModelKind::kConvolutional}) {
    job.model.kind = kind;
    job.model.convolutional.channels = {2};
    const TrainingReport report = run_training(job, tiny.runs(), said.progress());
    EXPECT_EQ(report.loss_name, "variational loss");
    for (const char* picture :
         {run_files::kSamples, run_files::kInterpolations, run_files::kReconstructions})
      EXPECT_TRUE(slurp(report.run / picture).starts_with("\x89PNG")) << picture;
    EXPECT_TRUE(slurp(report.run / run_files::kMetricsTable)
                    .starts_with(csv_header(LossColumns::kParts) + "\n1,"));
    const EncoderMetadata metadata = EncoderFile::read(report.run / run_files::kEncoder).metadata();
    EXPECT_EQ(metadata.losses.kind, "variational");
    EXPECT_EQ(metadata.code_size, 2);
    ASSERT_TRUE(report.summary.test_parts.has_value());
    EXPECT_NEAR(report.summary.test_loss,
                report.summary.test_parts->reconstruction + report.summary.test_parts->kl / 12,
                1e-6);
    EXPECT_EQ(report.summary.test_loss, report.summary.val_loss)
        << "the same images by the same draws";
  }
}

TEST(RunTraining, OfOneTestImageDrawsNoInterpolationAndSaysSo) {
  const TinyJob tiny;
  tiny.folder.write("one", idx_bytes({1, 4, 3}, std::string(12, '\x55')));
  Said said;
  JobConfig job = tiny.job;
  job.data.test_images = "one";
  job.data.validation = Validation::kHoldout;
  job.training.objective.kind = ObjectiveKind::kVariational;
  job.model.code_activation = Activation::kLinear;
  const TrainingReport report = run_training(job, tiny.runs(), said.progress());
  EXPECT_TRUE(report.missing_pictures.empty());
  EXPECT_TRUE(fs::exists(report.run / run_files::kSamples));
  EXPECT_FALSE(fs::exists(report.run / run_files::kInterpolations));
  EXPECT_THAT(said.words(),
              testing::HasSubstr("note: an interpolation is between two images, and there is one "
                                 "test image: there will be no interpolations.png\n"));
}

TEST(RunTraining, SaysWhatItTrainsOnWhatBeforeTheFirstEpoch) {
  const TinyJob tiny;
  Said said;
  run_training(tiny.job, tiny.runs(), said.progress());
  EXPECT_THAT(said.words(),
              testing::StartsWith("tiny: 36 training images, 4 held-out images, on cpu\n"));
}

TEST(RunTraining, ShowsWhatItSeesWhereImagesAreAugmented) {
  const TinyJob tiny;
  Said said;
  JobConfig job = tiny.job;
  const TrainingReport plain = run_training(job, tiny.runs(), said.progress());
  EXPECT_FALSE(fs::exists(plain.run / run_files::kAugmentations));
  job.augmentation.preset = AugmentationPreset::kHandwriting;
  const TrainingReport augmented = run_training(job, tiny.runs(), said.progress());
  EXPECT_TRUE(slurp(augmented.run / run_files::kAugmentations).starts_with("\x89PNG"));
  EXPECT_NE(augmented.summary.train_loss, plain.summary.train_loss);
  job.augmentation.strength = 0;
  const TrainingReport none = run_training(job, tiny.runs(), said.progress());
  EXPECT_EQ(none.summary.train_loss, plain.summary.train_loss);
  EXPECT_FALSE(fs::exists(none.run / run_files::kAugmentations));
}

TEST(RunTraining, MakesNothingWhereTheDataAreBad) {
  const TinyJob tiny;
  Said said;
  JobConfig job = tiny.job;
  job.data.train_images = "nowhere";
  EXPECT_EQ(error_of([&] { run_training(job, tiny.runs(), said.progress()); }).code(),
            ExitCode::kBadData);
  EXPECT_FALSE(fs::exists(tiny.runs()));
}

}  // namespace
}  // namespace codegrid
