#include <gmock/gmock.h>
#include <sys/resource.h>

#include <chrono>
#include <csignal>
#include <ctime>

#include "cli/training_runs.hpp"

namespace codegrid {
namespace {

using std::chrono::steady_clock;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

using Resume = TrainingRuns;

// A program that is asked to stop ends within them.
constexpr std::chrono::seconds kPromised{5};

TEST_F(Resume, ASignalStopsTheRunWithEverythingSavedAndSaysHowToGoOn) {
  write_job(100000);
  for (const auto& [signal, name] :
       {std::pair{SIGINT, "SIGINT"}, std::pair{SIGTERM, "SIGTERM"}, std::pair{SIGHUP, "SIGHUP"}}) {
    const pid_t child = place.start("codegrid-train", {"job.json", "--runs", name});
    const fs::path run = fs::path(name) / "job/0001";
    place.wait_until(child, [&] { return epochs_of(run) >= 2; });
    ::kill(child, signal);
    const Outcome outcome = place.wait(child);
    EXPECT_EQ(outcome.code, 128 + signal);
    EXPECT_EQ(outcome.out, "");
    EXPECT_THAT(outcome.err,
                HasSubstr(std::string("codegrid-train: stopped by ") + name + " after "));
    EXPECT_THAT(outcome.err, HasSubstr(" of 100,000 epochs, with everything saved; to go on:\n"
                                       "  " CODEGRID_BIN_DIR "/codegrid-train --resume " +
                                       run.string() + "\n"));
    EXPECT_FALSE(fs::exists(place.path() / run / "summary.json"));
    EXPECT_EQ(slurp(place.path() / run / "loss.png").substr(0, 4), "\x89PNG");
  }
}

TEST_F(Resume, AClosedTerminalsSecondSignalEndsNothingAtOnce) {
  write_job(100000);
  const pid_t child = place.start("codegrid-train", {"job.json"});
  place.wait_until(child, [&] { return epochs_of("runs/job/0001") >= 2; });
  ::kill(child, SIGHUP);
  place.wait_until_taken(child);
  ::kill(child, SIGHUP);
  EXPECT_EQ(place.wait(child).code, 129);
}

TEST_F(Resume, AHangUpThatIsIgnoredStaysSo) {
  write_job(100000);
  // What nohup does.
  const pid_t child = place.start(
      "/bin/sh",
      {"-c", std::string("trap '' HUP; exec ") + CODEGRID_BIN_DIR + "/codegrid-train job.json"});
  place.wait_until(child, [&] { return epochs_of("runs/job/0001") >= 1; });
  ::kill(child, SIGHUP);
  const long seen = epochs_of("runs/job/0001");
  place.wait_until(child, [&] { return epochs_of("runs/job/0001") >= seen + 5; });
  ::kill(child, SIGTERM);
  EXPECT_EQ(place.wait(child).code, 143);
}

class StopWhileEvaluating : public TrainingRuns {
 protected:
  // One image a batch, so that those named by `data` take a second or more. Each batch of the
  // training has its checkpoint.
  void write_job_with_many(const nlohmann::json& data) const {
    place.write_images("images", 20);
    place.write_images("many", 100'000);
    place.write_config(
        "job.json", data,
        {{"training", {{"epochs", 1}, {"batch_size", 1}, {"checkpoint_minutes", 1e-9}}}});
  }

  pid_t start_and_wait_for(const fs::path& file) const {
    const pid_t child = place.start("codegrid-train", {"job.json"});
    place.wait_until(child, [&] { return fs::exists(place.path() / run / file); });
    return child;
  }

  void stop(pid_t child, const std::string& after) const {
    const auto asked = steady_clock::now();
    ::kill(child, SIGTERM);
    const Outcome outcome = place.wait(child);
    EXPECT_LT(steady_clock::now() - asked, kPromised);
    EXPECT_EQ(outcome.code, 143) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("codegrid-train: stopped by SIGTERM after " + after +
                                       " of 1 epoch, with everything saved; to go on:\n"));
    EXPECT_FALSE(fs::exists(place.path() / run / "summary.json"));
  }

  // Seconds for which processors worked for `child`, which has not ended; and for all the programs
  // that have, since the tests began.
  static double work_of(pid_t child) {
    clockid_t clock{};
    timespec time{};
    EXPECT_EQ(::clock_getcpuclockid(child, &clock), 0);
    EXPECT_EQ(::clock_gettime(clock, &time), 0);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
  }
  static double work_of_the_ended() {
    rusage usage{};
    ::getrusage(RUSAGE_CHILDREN, &usage);
    return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           1e-6 * static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
  }

  const std::string run = "runs/job/0001";
};

TEST_F(StopWhileEvaluating, AValidationIsStoppedBetweenTwoBatches) {
  write_job_with_many({{"validation_images", "many"}});
  // All that the epoch still has to do is its validation, at whose end it would have its row.
  stop(start_and_wait_for("checkpoints/epoch-0000-batch-00020.safetensors"), "0");
  EXPECT_EQ(epochs_of(run), 0);
  EXPECT_THAT(place.below(run + "/checkpoints"), Contains("epoch-0000-batch-00020.safetensors"));
}

TEST_F(StopWhileEvaluating, TheLastTestIsStoppedBetweenTwoBatchesAndDoneAgain) {
  write_job_with_many({{"test_images", "many"}, {"validation", "holdout"}});
  // Behind this picture comes the test, which leaves nothing that could be waited for.
  const pid_t child = start_and_wait_for("reconstructions.png");
  const double begun = work_of(child);
  place.wait_until(child, [&] { return work_of(child) > begun + 0.1; });
  const double asked = work_of_the_ended() + work_of(child);
  stop(child, "1");
  const double stopped = work_of_the_ended();
  const Outcome resumed = place.train({"--resume", run});
  EXPECT_EQ(resumed.code, 0) << resumed.err;
  EXPECT_TRUE(fs::exists(place.path() / run / "summary.json"));
  EXPECT_LT(stopped - asked, (work_of_the_ended() - stopped) / 2)
      << "the work between the signal and the end is that of a whole test";
}

class SecondSignal : public TrainingRuns,
                     public testing::WithParamInterface<std::pair<int, int>> {};

INSTANTIATE_TEST_SUITE_P(Every, SecondSignal,
                         testing::Values(std::pair{SIGINT, SIGINT}, std::pair{SIGTERM, SIGTERM},
                                         std::pair{SIGINT, SIGTERM}, std::pair{SIGHUP, SIGTERM}));

TEST_P(SecondSignal, EndsTheRunAtOnceAndLeavesTheLastCheckpointWhole) {
  const auto [first, second] = GetParam();
  // An epoch is one batch that takes half a second or more, far longer than the two signals that
  // come into it. Its width is kept small for the sake of the checkpoints.
  place.write_images("images", 20'000);
  place.write_config("job.json", {},
                     {{"model", {{"hidden", {500, 500}}, {"activation", "tanh"}}},
                      {"training", {{"epochs", 2}, {"batch_size", 20'000}}}});
  const pid_t child = place.start("codegrid-train", {"job.json"});
  // Once the epoch's checkpoint is there, the next look for a signal is after a batch.
  place.wait_until(child, [&] {
    return fs::exists(place.path() / "runs/job/0001/checkpoints/epoch-0001.safetensors");
  });
  ::kill(child, first);
  place.wait_until_taken(child);  // or two of a kind would come as one
  ::kill(child, second);
  const Outcome outcome = place.wait(child);
  EXPECT_EQ(outcome.code, -second) << "not ended by the second signal: " << outcome.err;
  const Outcome resumed = place.train({"--resume", "runs/job/0001"});
  EXPECT_EQ(resumed.code, 0) << resumed.err;
  EXPECT_THAT(resumed.err, Not(HasSubstr("warning")));
}

TEST_F(Resume, TwoProcessesNeverShareARun) {
  write_job(100000);
  const pid_t child = place.start("codegrid-train", {"job.json"});
  place.wait_until(child, [&] { return epochs_of("runs/job/0001") >= 1; });
  const Outcome second = place.train({"--resume", "runs/job/latest"});
  EXPECT_EQ(second.code, 2);
  EXPECT_EQ(second.err,
            "codegrid-train: error: runs/job/0001: another process is at work in this folder; wait "
            "for it or stop it\n");
  const Outcome clustering = place.cluster({"runs/job/latest"});
  EXPECT_EQ(clustering.code, 2);  // the encoder is not there yet
  EXPECT_EQ(clustering.err,
            "codegrid-cluster: error: runs/job/latest: another process is at work in this folder; "
            "wait for it or stop it\n");
  ::kill(child, SIGKILL);
  place.wait(child);
}

TEST_F(Resume, AFolderRemovedWhileRunningIsAnErrorAndNotMadeAgain) {
  write_job(100000);
  const pid_t child = place.start("codegrid-train", {"job.json"});
  place.wait_until(child, [&] { return epochs_of("runs/job/0001") >= 1; });
  fs::rename(place.path() / "runs/job/0001", place.path() / "elsewhere");
  const Outcome outcome = place.wait(child);
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("cannot write: No such file or directory\n"));
  EXPECT_FALSE(fs::exists(place.path() / "runs/job/0001"));
}

TEST_F(Resume, AClusteringThatIsStoppedLeavesNothing) {
  place.write_images("images", 60000);
  place.write_labels("labels", 60000);
  ASSERT_EQ(
      place.train({"job.json", "--set", "training.epochs=1", "--set", "training.batch_size=2000"})
          .code,
      0);
  const pid_t child = place.start(
      "codegrid-cluster",
      {"runs/job/0001", "--set", "clustering.n_init=10000", "--set", "clustering.k=50"});
  // Whether the folder that is to become clusters/ is there with `file` in it.
  const auto hidden = [&](const char* file) {
    for (const auto& entry : fs::directory_iterator(place.path() / "runs/job/0001")) {
      if (entry.path().filename().string().starts_with(".clusters") &&
          fs::exists(entry.path() / file))
        return true;
    }
    return false;
  };
  // From here on it groups them, for longer than anybody waits.
  place.wait_until(child, [&] { return hidden("codes.npy"); });
  const Outcome second = place.cluster({"runs/job/0001"});
  EXPECT_EQ(second.code, 2);
  EXPECT_THAT(second.err, HasSubstr("another process is at work in this folder"));
  ::kill(child, SIGTERM);
  const Outcome outcome = place.wait(child);
  EXPECT_EQ(outcome.code, 143);
  EXPECT_THAT(outcome.err, HasSubstr("codegrid-cluster: stopped by SIGTERM\n"));
  EXPECT_FALSE(hidden(""));
  EXPECT_FALSE(fs::exists(place.path() / "runs/job/0001/clusters"));
}

// Each of many large pages takes long to draw.
TEST_F(Resume, AClusteringThatIsStoppedWhileItDrawsEndsSoonAndLeavesNothing) {
  place.write_images("images", 2000);
  ASSERT_EQ(place
                .train({"job.json", "--set", "training.epochs=1", "--set",
                        "data.train_labels=", "--set", "training.batch_size=2000"})
                .code,
            0);
  const pid_t child =
      place.start("codegrid-cluster",
                  {"runs/job/0001", "--set", "clustering.k=2", "--set", "clustering.n_init=1",
                   "--set", "pictures.page=[100,100]", "--set", "pictures.rows=100"});
  const auto draws = [&] {
    for (const std::string& name : place.below("runs/job/0001"))
      if (name.ends_with("metrics.json")) return true;
    return false;
  };
  place.wait_until(child, draws);
  const auto asked = steady_clock::now();
  ::kill(child, SIGTERM);
  const Outcome outcome = place.wait(child);
  EXPECT_LT(steady_clock::now() - asked, kPromised);
  EXPECT_EQ(outcome.code, 143) << outcome.err;
  EXPECT_EQ(outcome.out, "");
  EXPECT_FALSE(fs::exists(place.path() / "runs/job/0001/clusters"));
  EXPECT_THAT(place.below("runs/job/0001"), Not(Contains(HasSubstr(".part"))));
}

}  // namespace
}  // namespace codegrid
