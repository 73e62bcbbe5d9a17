#include <gmock/gmock.h>

#include "cli/training_runs.hpp"

namespace codegrid {
namespace {

using testing::HasSubstr;

class Augmentation : public TrainingRuns {
 protected:
  Augmentation() {
    place.write_config("job.json", {{"train_labels", "labels"}},
                       {{"augmentation", {{"preset", "handwriting"}, {"strength", 0.5}}}});
  }

  void expect_refusal(const std::vector<std::string>& assignments, const std::string& message) {
    std::vector<std::string> arguments{"plain.json"};
    for (const std::string& assignment : assignments) {
      arguments.emplace_back("--set");
      arguments.push_back(assignment);
    }
    place.write_config("plain.json", {});
    expect_failure(place.train(arguments), 2, "codegrid-train: error: " + message + "\n");
  }
};

TEST_F(Augmentation, IsShownRecordedAndCarriedByTheEncoder) {
  const Outcome training = place.train({"job.json"});
  ASSERT_EQ(training.code, 0) << training.err;
  EXPECT_TRUE(slurp(place.path() / "runs/job/0001/augmentations.png").starts_with("\x89PNG"));
  const nlohmann::json recorded = place.json("runs/job/0001/config.json");
  EXPECT_EQ(recorded["augmentation"]["preset"], "handwriting");
  EXPECT_EQ(recorded["augmentation"]["rotation"], 15);
  EXPECT_EQ(recorded["training"]["reconstruct"], "augmented");
  const Outcome clustering = place.cluster({"runs/job/latest"});
  EXPECT_EQ(clustering.code, 0) << clustering.err;
}

TEST_F(Augmentation, ChangesWhatIsLearned) {
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  ASSERT_EQ(place.train({"job.json", "--set", "augmentation.strength=0"}).code, 0);
  ASSERT_EQ(place
                .train({"job.json", "--set", "augmentation.preset=none", "--set",
                        "augmentation.strength=1"})
                .code,
            0);
  ASSERT_EQ(place.train({"job.json", "--set", "training.reconstruct=clean"}).code, 0);
  const auto losses_of = [&](const std::string& run) {
    return losses(place.path() / "runs/job" / run);
  };
  EXPECT_NE(losses_of("0001"), losses_of("0002"));
  EXPECT_EQ(losses_of("0002"), losses_of("0003")) << "without strength and without a preset";
  EXPECT_NE(losses_of("0004"), losses_of("0001"));
  EXPECT_NE(losses_of("0004"), losses_of("0002"));
  EXPECT_FALSE(fs::exists(place.path() / "runs/job/0003/augmentations.png"));
}

TEST_F(Augmentation, GoesOnFromInsideAnEpoch) {
  for (const std::string kind : {"dense", "convolutional"}) {
    SCOPED_TRACE(kind);
    const std::vector<std::string> arguments{"job.json",
                                             "--runs",
                                             kind,
                                             "--set",
                                             "model.kind=" + kind,
                                             "--set",
                                             "training.checkpoint_minutes=1e-9"};
    ASSERT_EQ(place.train(arguments).code, 0);
    ASSERT_EQ(place.train(arguments).code, 0);
    const fs::path run = place.path() / kind / "job/0001";
    EXPECT_TRUE(fs::remove(run / "checkpoints/epoch-0002.safetensors"));
    fs::remove(run / "summary.json");
    fs::remove(run / "augmentations.png");
    const Outcome resumed = place.train({"--resume", run.string()});
    EXPECT_EQ(resumed.code, 0) << resumed.err;
    EXPECT_THAT(resumed.err, HasSubstr("going on after 1 epoch and "));
    expect_same_run(place.path() / kind / "job/0002", run);
    EXPECT_EQ(slurp(run / "augmentations.png"),
              slurp(place.path() / kind / "job/0002/augmentations.png"));
  }
}

TEST_F(Augmentation, IsOfTheTrainingOnly) {
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  const Outcome resumed =
      place.train({"--resume", "runs/job/0001", "--set", "augmentation.strength=1"});
  EXPECT_EQ(resumed.code, 2);
  EXPECT_THAT(resumed.err, HasSubstr("start a new run\n  augmentation.strength\n"));
  const Outcome clustered = place.cluster({"runs/job/0001", "--set", "augmentation.strength=1"});
  EXPECT_EQ(clustered.code, 2);
  EXPECT_EQ(clustered.err,
            "codegrid-cluster: error: --set: augmentation.strength: the encoder is trained "
            "already; to change this, train again\n");
}

TEST_F(Augmentation, KeysWithoutEffectAreRefused) {
  expect_refusal({"training.reconstruct=clean"},
                 "plain.json with --set: training.reconstruct: found \"clean\", which has no "
                 "effect, since nothing is augmented; leave it out, or choose an "
                 "augmentation.preset");
  expect_refusal({"augmentation.strength=2"},
                 "plain.json with --set: augmentation.strength: found 2, which has no effect, "
                 "since nothing is augmented; leave it out, or choose a preset");
  expect_refusal({"augmentation.rotation=-5"},
                 "--set augmentation.rotation=-5: augmentation.rotation: found -5, expected a "
                 "number, at least 0 and at most 180");
}

TEST_F(Augmentation, APrintedConfigSpellsThePresetOut) {
  const Outcome printed = place.train({"job.json", "--print-config"});
  ASSERT_EQ(printed.code, 0) << printed.err;
  EXPECT_EQ(nlohmann::json::parse(printed.out)["augmentation"],
            nlohmann::json::parse(R"({"preset": "handwriting", "strength": 0.5,
                "outside": "auto", "rotation": 15.0, "shift": 0.1, "scale": 0.15, "shear": 0.2,
                "elastic": 0.05, "mirror": false, "crop": 0.0, "brightness": 0.0,
                "contrast": 0.0, "noise": 0.0, "cutout": 0.0})"));
}

}  // namespace
}  // namespace codegrid
