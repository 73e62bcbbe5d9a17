#include <gmock/gmock.h>

#include <csignal>
#include <thread>

#include "cli/training_runs.hpp"

namespace codegrid {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

using Resume = TrainingRuns;

TEST_F(Resume, ALongEpochHasCheckpointsInsideIt) {
  place.write_config("job.json", {{"train_labels", "labels"}},
                     {{"training", {{"checkpoint_minutes", 1e-9}}}});
  ASSERT_EQ(place.train({"job.json", "--runs", "whole"}).code, 0);
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  // The newest follows the last epoch; the one before it stands inside that epoch.
  EXPECT_TRUE(fs::remove(place.path() / "runs/job/0001/checkpoints/epoch-0002.safetensors"));
  fs::remove(place.path() / "runs/job/0001/summary.json");
  const std::vector<std::string> left = place.below("runs/job/0001/checkpoints");
  EXPECT_THAT(left, testing::ElementsAre(HasSubstr("epoch-0001-batch-0")));
  const Outcome resumed = place.train({"--resume", "runs/job/0001"});
  EXPECT_EQ(resumed.code, 0);
  EXPECT_THAT(resumed.err, HasSubstr("going on after 1 epoch and "));
  expect_same_run(place.path() / "whole/job/0001", place.path() / "runs/job/0001");
}

TEST_F(Resume, FewerEpochsThanAreBegunAreRefused) {
  write_job(100000);
  const pid_t child = place.start("codegrid-train", {"job.json"});
  place.wait_until(child, [&] { return epochs_of("runs/job/0001") >= 3; });
  ::kill(child, SIGTERM);
  ASSERT_EQ(place.wait(child).code, 143);
  const nlohmann::json before = place.json("runs/job/0001/config.json");
  const Outcome outcome = place.train({"--resume", "runs/job/0001", "--set", "training.epochs=2"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.err,
              testing::ContainsRegex("runs/job/0001: is in epoch [0-9]+ already; to go on, "
                                     "training.epochs must be [0-9]+ or more, found 2\n$"));
  EXPECT_EQ(place.json("runs/job/0001/config.json"), before);
  EXPECT_FALSE(fs::exists(place.path() / "runs/job/0001/summary.json"));
}

TEST_F(Resume, TheTimeOfARunHoldsThatBeforeItWasStopped) {
  write_job(200);
  const pid_t child = place.start("codegrid-train", {"job.json"});
  place.wait_until(child, [&] { return epochs_of("runs/job/0001") >= 3; });
  ::kill(child, SIGTERM);
  ASSERT_EQ(place.wait(child).code, 143);
  ASSERT_EQ(place.train({"--resume", "runs/job/0001"}).code, 0);
  double seconds = 0;
  std::istringstream rows(slurp(place.path() / "runs/job/0001/metrics.jsonl"));
  for (std::string row; std::getline(rows, row);)
    seconds += nlohmann::json::parse(row)["seconds"].get<double>();
  EXPECT_GE(place.json("runs/job/0001/summary.json")["seconds"].get<double>(), seconds);
}

TEST_F(Resume, WeightsThatAreNotFiniteNeverComeIntoACheckpoint) {
  place.write_config("job.json", {{"train_labels", "labels"}},
                     {{"training", {{"optimizer", {{"learning_rate", 1e30}}}}}});
  const Outcome outcome = place.train({"job.json"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("try a smaller training.optimizer.learning_rate"));
  EXPECT_THAT(place.below("runs/job/0001/checkpoints"),
              testing::ElementsAre("epoch-0000.safetensors"));
  const Outcome again = place.train({"--resume", "runs/job/0001"});
  EXPECT_EQ(again.code, 1);
  EXPECT_THAT(again.err, HasSubstr("going on after 0 epochs\n"));
}

// A queue starts a job again whether it was done or not.
TEST_F(Resume, AFinishedRunSaysSoIsNoFailureAndCanBeMadeLonger) {
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  const std::string config = slurp(place.path() / "runs/job/0001/config.json");
  const Outcome again = place.train({"--resume", "runs/job/0001"});
  EXPECT_EQ(again.code, 0);
  EXPECT_EQ(again.out, "");
  EXPECT_EQ(again.err,
            "runs/job/0001: finished after 2 epochs; nothing to go on with. To train longer: --set "
            "training.epochs=N with a larger N\n");
  EXPECT_EQ(slurp(place.path() / "runs/job/0001/config.json"), config);
  EXPECT_TRUE(fs::exists(place.path() / "runs/job/0001/summary.json"));

  const Outcome longer = place.train({"--resume", "runs/job/0001", "--set", "training.epochs=5"});
  ASSERT_EQ(longer.code, 0) << longer.err;
  ASSERT_EQ(place.train({"job.json", "--set", "training.epochs=5"}).code, 0);
  expect_same_run(place.path() / "runs/job/0002", place.path() / "runs/job/0001");
  EXPECT_EQ(place.json("runs/job/0001/config.json")["training"]["epochs"], 5);
  EXPECT_EQ(place.json("runs/job/0001/environment.json")["resumed"][0]["epoch"], 2);
}

TEST_F(Resume, OtherKeysAreRefusedByName) {
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  const Outcome outcome =
      place.train({"--resume", "runs/job/0001", "--set", "training.batch_size=8", "--set", "seed=9",
                   "--set", "training.epochs=9"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.err,
            "codegrid-train: error: runs/job/0001: a run that goes on may change device, "
            "threads, training.epochs, training.checkpoint_epochs, training.checkpoint_minutes, "
            "data.root, data.cache only; for another value of the following, start a new run\n  "
            "seed\n  training.batch_size\n");
}

TEST_F(Resume, WhatDoesNotGoWithItIsRefusedByName) {
  EXPECT_EQ(
      place.train({"--resume", "runs/job/0001", "job.json"}).err,
      "codegrid-train: error: found CONFIG (job.json) beside --resume: a run goes on with its "
      "own config; leave CONFIG out, or leave --resume out to start a new run\n");
  EXPECT_EQ(place.train({"--resume", "runs/job/0001", "--runs", "runs"}).err,
            "codegrid-train: error: found --runs (runs) beside --resume: a run goes on in its own "
            "folder; leave --runs out\n");
}

TEST_F(Resume, QuestionsAboutTheConfigAreAnsweredAndNothingIsTrained) {
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  const std::vector<std::string> before = place.below("runs");
  const std::string config = slurp(place.path() / "runs/job/0001/config.json");
  const std::vector<std::string> longer{"--resume", "runs/job/latest", "--set",
                                        "training.epochs=3"};
  const auto ask = [&](const std::string& question) {
    std::vector<std::string> arguments = longer;
    arguments.push_back(question);
    return place.train(arguments);
  };
  const Outcome valid = ask("--validate");
  EXPECT_EQ(valid.code, 0) << valid.err;
  EXPECT_EQ(valid.out, "runs/job/0001/config.json: valid\n");
  const Outcome printed = ask("--print-config");
  EXPECT_EQ(printed.code, 0) << printed.err;
  nlohmann::json expected = nlohmann::json::parse(config);
  expected["training"]["epochs"] = 3;
  EXPECT_EQ(nlohmann::json::parse(printed.out, nullptr, false), expected);
  const Outcome refused =
      place.train({"--resume", "runs/job/latest", "--set", "seed=2", "--validate"});
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("start a new run\n  seed\n"));
  EXPECT_THAT(place.below("runs"), testing::UnorderedElementsAreArray(before));
  EXPECT_EQ(slurp(place.path() / "runs/job/0001/config.json"), config);
}

TEST_F(Resume, OtherDataAreRefused) {
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  place.write_images("images", 61);
  place.write_labels("labels", 61);
  const Outcome outcome = place.train({"--resume", "runs/job/0001", "--set", "training.epochs=9"});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("images: not the file that the run runs/job/0001 began with"));
}

TEST_F(Resume, DataMayHaveMoved) {
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  fs::create_directory(place.path() / "moved");
  for (const char* file : {"images", "labels"})
    fs::rename(place.path() / file, place.path() / "moved" / file);
  const Outcome moved = place.train(
      {"--resume", "runs/job/0001", "--set", "training.epochs=3", "--set", "data.root=moved"});
  EXPECT_EQ(moved.code, 0) << moved.err;
  const Outcome clustering = place.cluster({"runs/job/0001"});
  EXPECT_EQ(clustering.code, 0) << clustering.err;
}

TEST_F(Resume, ARunThatEarlyStoppingEndedSaysWhatTrainsLonger) {
  place.write_config("job.json", {},
                     {{"training", {{"early_stopping", {{"patience", 1}, {"min_delta", 9}}}}}});
  ASSERT_EQ(place.train({"job.json", "--set", "training.epochs=9"}).code, 0);
  const std::string message =
      "runs/job/0001: finished after 2 epochs; nothing to go on with. Early stopping ended it; to "
      "train longer, start a new run with a larger training.early_stopping.patience, or with its "
      "monitor \"none\"\n";
  const Outcome again = place.train({"--resume", "runs/job/0001"});
  EXPECT_EQ(again.code, 0);
  EXPECT_EQ(again.err, message);
  const Outcome longer = place.train({"--resume", "runs/job/0001", "--set", "training.epochs=20"});
  EXPECT_EQ(longer.code, 2);
  EXPECT_EQ(longer.err, "codegrid-train: error: " + message);
}

TEST_F(Resume, RowsThatAreMissingAreNamedByTheirLine) {
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  place.write("runs/job/0001/metrics.jsonl", "");
  const Outcome outcome = place.train({"--resume", "runs/job/0001", "--set", "training.epochs=3"});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_EQ(outcome.err,
            "codegrid-train: error: runs/job/0001/metrics.jsonl: line 1: missing, expected the row "
            "of epoch 1. The checkpoint needs the rows of the 2 epochs before it as training wrote "
            "them: bring the file back, or start a new run\n");
}

// Rows behind the last checkpoint are cut off and written again.
TEST_F(Resume, OfARunWithFewCheckpointsTrainsAgainWhatCameAfterTheLast) {
  write_job(11, 4);
  ASSERT_EQ(place.train({"job.json", "--runs", "whole"}).code, 0);
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  EXPECT_THAT(place.below("runs/job/0001/checkpoints"),
              testing::UnorderedElementsAre("epoch-0008.safetensors", "epoch-0011.safetensors"));
  fs::remove(place.path() / "runs/job/0001/checkpoints/epoch-0011.safetensors");
  fs::remove(place.path() / "runs/job/0001/summary.json");
  const Outcome resumed = place.train({"--resume", "runs/job/0001"});
  EXPECT_EQ(resumed.code, 0) << resumed.err;
  EXPECT_THAT(resumed.err, HasSubstr("going on after 8 epochs\n"));
  expect_same_run(place.path() / "whole/job/0001", place.path() / "runs/job/0001");
}

TEST_F(Resume, ADamagedCheckpointIsPassedOverLoudly) {
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  fs::remove(place.path() / "runs/job/0001/summary.json");
  place.write("runs/job/0001/checkpoints/epoch-0002.safetensors", "x");
  const Outcome outcome = place.train({"--resume", "runs/job/0001"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_THAT(
      outcome.err,
      HasSubstr("epoch-0002.safetensors: damaged, or no checkpoint of format 3 or 4; going on "
                "from epoch-0001\n"));
  expect_same_run(place.path() / "runs/job/0002", place.path() / "runs/job/0001");
}

TEST_F(Resume, WhatIsNoRunIsNamed) {
  EXPECT_EQ(place.train({"--resume", "nowhere"}).err,
            "codegrid-train: error: nowhere: does not exist; expected a run folder of "
            "codegrid-train, such as runs/mnist/latest\n");
  fs::create_directory(place.path() / "empty");
  EXPECT_EQ(place.train({"--resume", "empty"}).err,
            "codegrid-train: error: empty: not a run folder of codegrid-train: it has no "
            "config.json\n");
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  EXPECT_EQ(place.train({"--resume", "runs/job"}).err,
            "codegrid-train: error: runs/job: not a run folder of codegrid-train: it has no "
            "config.json; did you mean runs/job/latest?\n");
  EXPECT_EQ(place.train({"--resume", "nowhere"}).code, 2);
  EXPECT_THAT(place.train({"job.json", "--resume", "x"}).err,
              StartsWith("codegrid-train: error: "));
  EXPECT_EQ(place.train({"job.json", "--resume", "x"}).code, 2);
}

}  // namespace
}  // namespace codegrid
