#include <gmock/gmock.h>

#include "cli/training_runs.hpp"

namespace codegrid {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kNote =
    "note: the contrastive objective trains an encoder without a decoder: there will be no "
    "reconstructions.png\n";

// A job of two views: on a dense model, and on a convolutional one with all that it may have.
class Contrastive : public TrainingRuns {
 protected:
  Contrastive() {
    const nlohmann::json objective{{"objective", {{"kind", "contrastive"}}}};
    place.write_config("job.json", {{"train_labels", "labels"}},
                       {{"augmentation", {{"preset", "objects"}, {"noise", 0.05}}},
                        {"model", {{"code_activation", "linear"}}},
                        {"training", objective}});
    place.write_config("conv.json", {{"train_labels", "labels"}},
                       {{"name", "job"},
                        {"augmentation", {{"preset", "handwriting"}}},
                        {"model",
                         {{"kind", "convolutional"},
                          {"channels", {2, 3}},
                          {"hidden", {5}},
                          {"downsampling", "pool_early"},
                          {"batch_norm", true},
                          {"dropout", 0.2},
                          {"code_activation", "linear"}}},
                        {"training", objective}});
  }

  void expect_refusal(std::vector<std::string> arguments, int code, const std::string& message) {
    SCOPED_TRACE(message);
    expect_failure(place.train(std::move(arguments)), code,
                   "codegrid-train: error: " + message + "\n");
  }
};

TEST_F(Contrastive, TrainsAnEncoderAloneAndSaysSoOnce) {
  for (const char* config : {"job.json", "conv.json"}) {
    SCOPED_TRACE(config);
    const std::string runs = std::string("runs of ") + config;
    const Outcome training = place.train({config, "--runs", runs});
    ASSERT_EQ(training.code, 0) << training.err;
    EXPECT_THAT(training.err, HasSubstr("\ntotal (encoder only) "));
    EXPECT_THAT(training.err, Not(HasSubstr("decoder.")));
    const std::size_t note = training.err.find(kNote);
    ASSERT_NE(note, std::string::npos);
    EXPECT_EQ(training.err.find(kNote, note + 1), std::string::npos);
    EXPECT_THAT(training.out, ContainsRegex("\nheld-out contrastive loss  +[0-9.]+\n"));
    EXPECT_THAT(training.out, Not(HasSubstr("reconstructions.png")));
    const fs::path run = place.path() / runs / "job/0001";
    EXPECT_FALSE(fs::exists(run / "reconstructions.png"));
    for (const char* picture : {"loss.png", "augmentations.png"})
      EXPECT_EQ(slurp(run / picture).substr(0, 4), "\x89PNG") << picture;
  }
}

TEST_F(Contrastive, ItsLossesAreOfImagesEverywhere) {
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  const nlohmann::json summary = place.json("runs/job/0001/summary.json");
  // Of 6 held-out images: nobody who guesses loses more than about ln 11.
  EXPECT_GT(summary["test_loss"], 0.1);
  EXPECT_LT(summary["test_loss"], 10);
  EXPECT_EQ(summary["test_loss"], summary["val_loss"]) << "the same images in the same views";
  std::istringstream rows(slurp(place.path() / "runs/job/0001/metrics.jsonl"));
  std::string last;
  for (std::string row; std::getline(rows, row);) last = row;
  EXPECT_EQ(nlohmann::json::parse(last)["val_loss"], summary["val_loss"]);
}

TEST_F(Contrastive, ItsCodesAreClusteredAndNewImagesSorted) {
  for (const char* config : {"job.json", "conv.json"}) {
    SCOPED_TRACE(config);
    const std::string runs = std::string("runs of ") + config;
    ASSERT_EQ(place.train({config, "--runs", runs}).code, 0);
    const std::string run = runs + "/job/0001";
    const Outcome clustering = place.cluster({run});
    ASSERT_EQ(clustering.code, 0) << clustering.err;
    EXPECT_THAT(clustering.err, HasSubstr("k-means: 60 codes of 4 values, k = 3"));
    const Outcome sorted = place.assign({run, "images"});
    ASSERT_EQ(sorted.code, 0) << sorted.err;
    EXPECT_EQ(std::count(sorted.out.begin(), sorted.out.end(), '\n'), 61);
  }
}

TEST_F(Contrastive, CombinedReconstructsToo) {
  const Outcome training = place.train(
      {"job.json", "--set", "training.objective.kind=combined", "--set", "training.loss=huber"});
  ASSERT_EQ(training.code, 0) << training.err;
  EXPECT_THAT(training.err, Not(HasSubstr("encoder only")));
  EXPECT_THAT(training.out, ContainsRegex("\nheld-out combined loss  +[0-9.]+\n"));
  EXPECT_EQ(slurp(place.path() / "runs/job/0001/reconstructions.png").substr(0, 4), "\x89PNG");
  EXPECT_EQ(place.json("runs/job/0001/config.json")["training"]["objective"],
            (nlohmann::json{{"kind", "combined"}, {"temperature", 0.2}, {"weight", 0.1}}));
}

TEST_F(Contrastive, GoesOnFromInsideAnEpoch) {
  for (const char* config : {"job.json", "conv.json"}) expect_to_go_on_from_inside_an_epoch(config);
}

TEST_F(Contrastive, ARunMadeLongerIsTheRunThatWasLongFromTheStart) {
  expect_to_be_made_longer("conv.json");
}

TEST_F(Contrastive, ASignalStopsItWithEverythingSaved) {
  std::string said;
  expect_to_be_stopped_and_go_on(said);
  EXPECT_THAT(said, HasSubstr(kNote));
}

TEST_F(Contrastive, WithoutAugmentationIsRefusedWithAdvice) {
  const std::string message =
      "job.json with --set: training.objective.kind: found \"contrastive\", which compares two "
      "views of each image, but without augmentation they are the same; add \"augmentation\": "
      "{\"preset\": \"handwriting\"}, or the preset \"objects\"";
  expect_refusal({"job.json", "--set", "augmentation.preset=none"}, 2, message);
  expect_refusal({"job.json", "--set", "augmentation.strength=0"}, 2, message);
}

TEST_F(Contrastive, OneImageAStepIsRefused) {
  expect_refusal(
      {"job.json", "--set", "training.batch_size=1"}, 2,
      "job.json with --set: training.batch_size: found 1, expected 2 or more, since "
      "\"training.objective.kind\": \"contrastive\" tells the images of a step from each "
      "other");
}

TEST_F(Contrastive, KeysOfAReconstructionAreRefused) {
  expect_refusal({"job.json", "--set", "training.loss=huber"}, 2,
                 "job.json with --set: training.loss: has no effect with "
                 "\"training.objective.kind\": \"contrastive\", which reconstructs nothing; leave "
                 "it out");
}

TEST_F(Contrastive, ASetOfOneImageIsRefused) {
  place.write_images("one", 1);
  const std::string compared =
      " image; training.objective compares images with each other, and needs 2 or more in each set";
  expect_refusal({"job.json", "--set", "data.test_images=one"}, 3,
                 "data: found one test" + compared);
  place.write_images("two", 2);
  expect_refusal({"job.json", "--set", "data.train_images=two", "--set", "data.train_labels="}, 3,
                 "data: found one training" + compared);
}

}  // namespace
}  // namespace codegrid
