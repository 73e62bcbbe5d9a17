#include <gmock/gmock.h>

#include "stress/faulty_disk.hpp"

namespace codegrid {
namespace {

// Of a run of one encoder.
class Faults : public FaultyDisk {
 protected:
  void fail_every_call_of_a_training() {
    ASSERT_EQ(under_shim("codegrid-train", {"job.json"}, 0).code, 0);
    const std::size_t count = calls().size();
    ASSERT_GT(count, 50U);
    fs::rename(place.path() / "runs", place.path() / "whole");
    const Files undisturbed = files("whole/job/0001");

    for_each_call(count, [&](std::size_t call) {
      fs::remove_all(place.path() / "runs");
      fault_call_ = call;
      const Outcome outcome = under_shim("codegrid-train", {"job.json"}, call);
      expect_right_exit(outcome, "codegrid-train");
      expect_whole_files("runs/job/0001", {undisturbed});
      if (outcome.code != 0) {
        if (!has_checkpoint()) return;  // it ended before there was anything to go on from
        const Outcome resumed = place.train({"--resume", "runs/job/0001"});
        EXPECT_EQ(resumed.code, 0) << resumed.err;
      }
      expect_same_run(place.path() / "whole/job/0001", place.path() / "runs/job/0001");
    });
  }

  void fail_every_call_of_a_resumption() {
    const std::vector<std::string> longer{"--resume", "runs/job/0001", "--set",
                                          "training.epochs=3"};
    ASSERT_EQ(place.train({"job.json"}).code, 0);
    fs::copy(place.path() / "runs", place.path() / "begun",
             fs::copy_options::recursive | fs::copy_options::copy_symlinks);
    ASSERT_EQ(under_shim("codegrid-train", longer, 0).code, 0);
    const std::size_t count = calls().size();
    ASSERT_GT(count, 50U);
    fs::rename(place.path() / "runs", place.path() / "whole");
    const Files undisturbed = files("whole/job/0001");
    const Files begun = files("begun/job/0001");

    for_each_call(count, [&](std::size_t call) {
      fs::remove_all(place.path() / "runs");
      fs::copy(place.path() / "begun", place.path() / "runs",
               fs::copy_options::recursive | fs::copy_options::copy_symlinks);
      fault_call_ = call;
      const Outcome outcome = under_shim("codegrid-train", longer, call);
      expect_right_exit(outcome, "codegrid-train");
      expect_whole_files("runs/job/0001", {begun, undisturbed});
      if (outcome.code != 0) {
        const Outcome resumed = place.train(longer);
        EXPECT_EQ(resumed.code, 0) << resumed.err;
      }
      expect_same_run(place.path() / "whole/job/0001", place.path() / "runs/job/0001");
    });
  }

  bool has_checkpoint() const {
    for (const std::string& name : place.below("runs/job/0001/checkpoints"))
      if (name.ends_with(".safetensors")) return true;
    return false;
  }
};

TEST_P(Faults, OfATrainingLeaveWholeFilesAndARunThatGoesOn) { fail_every_call_of_a_training(); }

TEST_P(Faults, OfAResumptionLeaveARunThatGoesOnAgain) { fail_every_call_of_a_resumption(); }

TEST_P(Faults, OfAClusteringLeaveAFolderWithEveryFigureOrNone) {
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  ASSERT_EQ(under_shim("codegrid-cluster", {"runs/job/0001"}, 0).code, 0);
  const std::size_t count = calls().size();
  ASSERT_GT(count, 50U);
  const Files undisturbed = files("runs/job/0001/clusters");

  for_each_call(count, [&](std::size_t call) {
    fs::remove_all(place.path() / "runs/job/0001/clusters");
    fault_call_ = call;
    const Outcome outcome = under_shim("codegrid-cluster", {"runs/job/0001"}, call);
    expect_right_exit(outcome, "codegrid-cluster");
    if (fs::exists(place.path() / "runs/job/0001/clusters")) {
      expect_whole_files("runs/job/0001/clusters", {undisturbed});
      expect_only_named_pictures_missing(outcome, undisturbed);
    } else {
      EXPECT_NE(outcome.code, 0);
    }
    // The next clustering of the run finds nothing in its way and sweeps what was left.
    fs::remove_all(place.path() / "runs/job/0001/clusters");
    if (fault().goes_on) {
      ASSERT_EQ(place.cluster({"runs/job/0001"}).code, 0);
      expect_whole_files("runs/job/0001/clusters", {undisturbed});
    }
    for (const auto& entry : fs::directory_iterator(place.path() / "runs/job/0001"))
      EXPECT_FALSE(entry.path().filename().string().starts_with('.')) << entry.path();
  });
}

// The same of a convolutional model, whose last checkpoint holds the weights of a better epoch, the
// running means of both, and the generator of dropout. Its calls are the other job's, nearly.
class ConvolutionalFaults : public Faults {
 protected:
  ConvolutionalFaults() {
    const nlohmann::json stopping{{"patience", 2}, {"min_delta", 9}, {"restore_best", true}};
    place.write_config("job.json", {{"train_labels", "labels"}},
                       {{"model",
                         {{"kind", "convolutional"},
                          {"channels", {2, 3}},
                          {"batch_norm", true},
                          {"dropout", 0.2}}},
                        {"training", {{"checkpoint_epochs", 2}, {"early_stopping", stopping}}}});
  }

  std::size_t one_call_of() const override { return 6; }
};

TEST_P(ConvolutionalFaults, OfATrainingLeaveWholeFilesAndARunThatGoesOn) {
  fail_every_call_of_a_training();
  EXPECT_EQ(place.json("whole/job/0001/summary.json")["encoder_epoch"], 1);
}

TEST_P(ConvolutionalFaults, OfAResumptionLeaveARunThatGoesOnAgain) {
  fail_every_call_of_a_resumption();
  EXPECT_EQ(place.json("whole/job/0001/summary.json")["encoder_epoch"], 1);
}

INSTANTIATE_TEST_SUITE_P(Every, Faults, testing::Range(std::size_t{0}, kFaults.size()), name_of);
INSTANTIATE_TEST_SUITE_P(Every, ConvolutionalFaults, testing::Range(std::size_t{0}, kFaults.size()),
                         name_of);

}  // namespace
}  // namespace codegrid
