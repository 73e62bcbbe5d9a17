#include "job/encoder_stage.hpp"

#include <gmock/gmock.h>

#include "config/encoder_job.hpp"
#include "data/load.hpp"
#include "job/fixtures.hpp"

namespace codegrid {
namespace {

// A run folder with nothing in it but the config of two encoders.
class EncoderStage : public testing::Test {
 protected:
  EncoderStage() { tiny_.list_two_encoders(); }
  EncoderOutcome train(std::size_t index) {
    const JobContext context(tiny_.job, said_.progress());
    return train_encoder(run_, context, index,
                         read_sets(tiny_.job.data, [](const std::string&) {}));
  }

  TinyJob tiny_;
  Said said_;
  std::filesystem::path run_ = tiny_.folder.path() / "run";
};

TEST_F(EncoderStage, TrainsOneEncoderInItsFolder) {
  EXPECT_FALSE(is_trained(run_, tiny_.job, 1));
  const EncoderOutcome outcome = train(1);
  EXPECT_EQ(outcome.name, "b");
  EXPECT_EQ(outcome.epochs, 2);
  EXPECT_FALSE(outcome.stopped_early);
  EXPECT_GT(outcome.seconds, 0);
  EXPECT_THAT(outcome.missing_pictures, testing::IsEmpty());
  EXPECT_TRUE(is_trained(run_, tiny_.job, 1));
  EXPECT_FALSE(is_trained(run_, tiny_.job, 0));
  EXPECT_TRUE(std::filesystem::exists(run_ / "encoders/b/encoder.pt"));
}

TEST_F(EncoderStage, TrainsNoneTwice) {
  train(0);
  const std::string before = slurp(run_ / "encoders/a/summary.json");
  EXPECT_EQ(train(0).epochs, 2);
  EXPECT_EQ(slurp(run_ / "encoders/a/summary.json"), before);
  EXPECT_THAT(said_.words(), testing::HasSubstr("encoder 1 of 2: a, trained already\n"));
}

TEST_F(EncoderStage, TakesNoFolderOfAnotherJob) {
  train(0);
  tiny_.job.encoders[0].model.code = 3;
  const Error error = error_of([&] { is_trained(run_, tiny_.job, 0); });
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  EXPECT_EQ(error.what(), (run_ / "encoders/a").string() + ": not of the job that " +
                              (run_ / "config.json").string() +
                              " has for this encoder, by model.code; remove the folder, to have "
                              "the encoder trained again, or start a new run");
  tiny_.job.encoders[0].model.code = 2;
  tiny_.job.threads = 2;
  tiny_.job.encoders[0].training.checkpoint_epochs = 7;
  EXPECT_TRUE(is_trained(run_, tiny_.job, 0));
}

TEST_F(EncoderStage, WantsTheSummaryOfATraining) {
  tiny_.folder.write("run/encoders/a/summary.json", R"({"epochs": "two"})");
  EXPECT_EQ(std::string(error_of([&] { read_outcome(run_, tiny_.job, 0); }).what()),
            (run_ / "encoders/a/summary.json").string() +
                ": expected the summary of a training, with \"epochs\", \"stopped_by\" and "
                "\"seconds\"");
}

}  // namespace
}  // namespace codegrid
