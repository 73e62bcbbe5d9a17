#include <gmock/gmock.h>

#include "cli/training_runs.hpp"

namespace codegrid {
namespace {

using testing::HasSubstr;
using testing::Not;

class Convolutional : public TrainingRuns {
 protected:
  Convolutional() {
    place.write_config("job.json", {{"train_labels", "labels"}},
                       {{"model",
                         {{"kind", "convolutional"},
                          {"channels", {2, 3}},
                          {"batch_norm", true},
                          {"dropout", 0.2}}}});
  }

  void expect_refusal(const std::string& assignment, const std::string& message) {
    SCOPED_TRACE(assignment);
    expect_failure(place.train({"job.json", "--set", assignment}), 2,
                   "codegrid-train: error: " + message + "\n");
  }
};

TEST_F(Convolutional, IsTrainedShownAsATableAndClustered) {
  const Outcome training = place.train({"job.json"});
  ASSERT_EQ(training.code, 0) << training.err;
  EXPECT_THAT(training.err, HasSubstr("layer                       output  parameters\n"
                                      "----------------------------------------------\n"
                                      "image                 [N, 1, 6, 6]           0\n"
                                      "encoder.convolution0  [N, 2, 6, 6]          20\n"
                                      "encoder.norm0         [N, 2, 6, 6]           4\n"
                                      "encoder.pooling0      [N, 2, 3, 3]           0\n"
                                      "encoder.convolution1  [N, 3, 3, 3]          57\n"
                                      "encoder.norm1         [N, 3, 3, 3]           6\n"
                                      "encoder.pooling1      [N, 3, 1, 1]           0\n"
                                      "encoder.dropout             [N, 3]           0\n"
                                      "encoder.dense               [N, 4]          16\n"
                                      "decoder.dense               [N, 3]          15\n"
                                      "decoder.upsampling1   [N, 3, 3, 3]           0\n"
                                      "decoder.convolution1  [N, 2, 3, 3]          56\n"
                                      "decoder.norm1         [N, 2, 3, 3]           4\n"
                                      "decoder.upsampling0   [N, 2, 6, 6]           0\n"
                                      "decoder.convolution0  [N, 1, 6, 6]          19\n"
                                      "total                                      197\n"));
  EXPECT_THAT(training.out, Not(HasSubstr("convolution0"))) << "stdout carries results only";

  const Outcome clustering = place.cluster({"runs/job/latest"});
  ASSERT_EQ(clustering.code, 0) << clustering.err;
  EXPECT_THAT(clustering.err, HasSubstr("k-means: 60 codes of 4 values, k = 3"));
  const std::string csv = slurp(place.path() / "runs/job/0001/clusters/assignments.csv");
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 61);
}

TEST_F(Convolutional, ItsConfigSaysTheKeysOfItsKindOnly) {
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  const nlohmann::json expected{{"kind", "convolutional"},
                                {"channels", {2, 3}},
                                {"kernel", 3},
                                {"downsampling", "pool"},
                                {"batch_norm", true},
                                {"dropout", 0.2},
                                {"code", 4},
                                {"activation", "relu"},
                                {"output", "sigmoid"},
                                {"hidden", nlohmann::json::array()},
                                {"code_activation", "same"}};
  EXPECT_EQ(place.json("runs/job/0001/config.json")["model"], expected);
}

TEST_F(Convolutional, ARunMadeLongerIsTheRunThatWasLongFromTheStart) {
  for (const char* downsampling : {"pool", "pool_early", "stride"}) {
    SCOPED_TRACE(downsampling);
    const std::string set = std::string("model.downsampling=") + downsampling;
    const std::string runs = downsampling;
    const std::string five = "training.epochs=5";
    ASSERT_EQ(place.train({"job.json", "--runs", runs, "--set", set}).code, 0);
    const Outcome longer = place.train({"--resume", runs + "/job/0001", "--set", five});
    ASSERT_EQ(longer.code, 0) << longer.err;
    ASSERT_EQ(place.train({"job.json", "--runs", runs, "--set", set, "--set", five}).code, 0);
    expect_same_run(place.path() / runs / "job/0002", place.path() / runs / "job/0001");
  }
}

TEST_F(Convolutional, GoesOnFromInsideAnEpoch) {
  const std::string often = "training.checkpoint_minutes=1e-9";
  ASSERT_EQ(place.train({"job.json", "--set", often}).code, 0);
  ASSERT_EQ(place.train({"job.json", "--set", often}).code, 0);
  EXPECT_TRUE(fs::remove(place.path() / "runs/job/0001/checkpoints/epoch-0002.safetensors"));
  fs::remove(place.path() / "runs/job/0001/summary.json");
  const Outcome resumed = place.train({"--resume", "runs/job/0001"});
  EXPECT_EQ(resumed.code, 0);
  EXPECT_THAT(resumed.err, HasSubstr("going on after 1 epoch and "));
  expect_same_run(place.path() / "runs/job/0002", place.path() / "runs/job/0001");
}

TEST_F(Convolutional, RefusesMoreLevelsThanItsImagesHavePixelsForByName) {
  expect_refusal("model.channels=[2,3,4]",
                 "model.channels: found 3 levels, but level 3 sees 1 x 1 pixels of images of 6 x "
                 "6, and a level needs 2 x 2 to halve; expected at most 2");
}

TEST_F(Convolutional, RefusesAKernelThatIsLargerThanWhatALevelSeesByName) {
  expect_refusal("model.kernel=7",
                 "model.kernel: found 7, but level 1 sees 6 x 6 pixels of images of 6 x 6; "
                 "expected at most 5");
  expect_refusal("model.kernel=5",
                 "model.kernel: found 5, but level 2 sees 3 x 3 pixels of images of 6 x 6; "
                 "expected at most 3, or fewer levels in model.channels");
}

TEST_F(Convolutional, RefusesAnEvenKernelByName) {
  expect_refusal("model.kernel=4",
                 "--set model.kernel=4: model.kernel: found 4, expected an odd whole number from 1 "
                 "to 31");
}

TEST_F(Convolutional, RefusesBatchesOfOneWithBatchNormByName) {
  expect_refusal("training.batch_size=1",
                 "training.batch_size: found 1; \"model.batch_norm\": true needs batches of 2 "
                 "images or more: choose another size, or no batch norm");
}

TEST_F(Convolutional, TrainsWithBatchNormWhereOneImageIsLeftForTheLastBatch) {
  for (const char* norm : {"model.batch_norm=true", "model.batch_norm=false"}) {
    const Outcome trained =
        place.train({"job.json", "--set", "training.batch_size=53", "--set", norm});
    EXPECT_EQ(trained.code, 0) << trained.err;  // of 54: a tenth of the 60 is held out
  }
}

TEST_F(Convolutional, WithHiddenLayersEarlyPoolingAndALinearCodeIsTrainedAndClustered) {
  const Outcome training =
      place.train({"job.json", "--set", "model.hidden=[5]", "--set",
                   "model.downsampling=pool_early", "--set", "model.code_activation=linear"});
  ASSERT_EQ(training.code, 0) << training.err;
  EXPECT_THAT(training.err, HasSubstr("encoder.hidden0             [N, 5]          20\n"
                                      "encoder.hidden_norm0        [N, 5]          10\n"));
  const Outcome clustering = place.cluster({"runs/job/latest"});
  EXPECT_EQ(clustering.code, 0) << clustering.err;
}

}  // namespace
}  // namespace codegrid
