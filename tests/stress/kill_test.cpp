#include <gmock/gmock.h>

#include <csignal>
#include <random>
#include <thread>

#include "cli/training_runs.hpp"
#include "stress/form.hpp"

namespace codegrid {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::Not;

class Kill : public TrainingRuns {
 protected:
  virtual void write() const { write_job(500); }

  void SetUp() override {
    write();
    ASSERT_EQ(place.train({"job.json", "--runs", "whole"}).code, 0);
  }

  // Stops runs of the job with `signal` at random moments, `times` in all, and goes on with each
  // until it is whole: never is a checkpoint found damaged, and every run ends with the same bits.
  // Every other moment comes after an epoch of that process, the rest also while it starts.
  void interrupt(int signal, int times) {
    std::mt19937 random(static_cast<unsigned>(signal));
    int runs = 0;
    int resumed = 0;
    for (int left = times; left > 0;) {
      runs_ = fmt::format("interrupted-{}", ++runs);
      while (left > 0 && !is_whole()) {
        const std::vector<std::string> arguments = next_arguments();
        const long before = epochs_of(run());
        const pid_t child = place.start("codegrid-train", arguments);
        if (left % 2 == 0) {
          place.wait_until(child, [&] { return epochs_of(run()) > before || is_whole(); });
          std::this_thread::sleep_for(milliseconds(random() % 50));
        } else {
          std::this_thread::sleep_for(milliseconds(random() % 900));
        }
        ::kill(child, signal);
        const Outcome outcome = place.wait(child);
        expect_unhurt(outcome, signal);
        if (HasFailure()) return;
        if (outcome.code == 0) continue;  // it was done before
        --left;
        resumed += arguments.front() == "--resume";
      }
      if (!is_whole()) expect_unhurt(place.train(next_arguments()), 0);
      expect_same_run(place.path() / "whole/job/0001", place.path() / run());
      if (HasFailure()) return;
      fs::remove_all(place.path() / runs_);
    }
    EXPECT_GE(resumed, times / 2) << "too few of the interrupted processes were resumptions";
    fmt::print("{} interruptions of {} runs, {} of them of a resumption\n", times, runs, resumed);
  }

 private:
  fs::path run() const { return fs::path(runs_) / "job/0001"; }
  bool is_whole() const { return fs::exists(place.path() / run() / "summary.json"); }

  // Ended by `signal` and nothing else (0: done), and no checkpoint was found damaged on the way.
  static void expect_unhurt(const Outcome& outcome, int signal) {
    EXPECT_THAT(outcome.code,
                testing::AnyOf(0, -signal, signal == SIGKILL ? -signal : 128 + signal))
        << outcome.err;
    EXPECT_THAT(outcome.err, Not(HasSubstr("warning")));
    EXPECT_THAT(outcome.err, Not(HasSubstr("error")));
  }

  // Goes on with the run where it got as far as its first checkpoint, and begins it where not.
  std::vector<std::string> next_arguments() const {
    for (const std::string& file : place.below((run() / "checkpoints").string())) {
      if (file.ends_with(".safetensors")) return {"--resume", run().string()};
    }
    fs::remove_all(place.path() / runs_);
    return {"job.json", "--runs", runs_};
  }

  std::string runs_;
};

// With a checkpoint of every seventh epoch only, the last and every stop.
class SparseKill : public Kill {
 protected:
  void write() const override { write_job(500, 7); }
};

// What it draws comes from a generator of its own, of which its pictures are made too.
class VariationalKill : public Kill {
 protected:
  void write() const override {
    write_job(150);
    nlohmann::json job = place.json("job.json");
    job["training"]["objective"] = {{"kind", "variational"}, {"beta", 0.5}};
    place.write("job.json", job.dump(1));
  }

  void SetUp() override {
    Kill::SetUp();
    const fs::path run = place.path() / "whole/job/0001";
    EXPECT_TRUE(fs::exists(run / "samples.png"));
    EXPECT_TRUE(fs::exists(run / "interpolations.png"));
  }

  static int times() { return form() == Form::kLong ? 200 : form() == Form::kBrief ? 2 : 4; }
};

class ConvolutionalKill : public Kill {
 protected:
  void write() const override { write_convolutional_job(); }

  void SetUp() override {
    Kill::SetUp();
    const nlohmann::json summary = place.json("whole/job/0001/summary.json");
    EXPECT_EQ(summary["stopped_by"], "early_stopping");
    EXPECT_LT(summary["encoder_epoch"], summary["epochs"]);
    const fs::path run = place.path() / "whole/job/0001";
    const std::string checkpoint = slurp(run / "checkpoints" / newest_checkpoint(run));
    for (const char* tensor :
         {"weights.encoder.norm0.mean", "best.encoder.norm0.variance", "dropout", "shuffle"}) {
      EXPECT_THAT(checkpoint, HasSubstr(fmt::format("\"{}\":{{", tensor)));
    }
  }

  static int times() { return form() == Form::kLong ? 200 : form() == Form::kBrief ? 2 : 6; }
};

TEST_F(Kill, AtRandomMomentsNoCheckpointIsLostAndNoBitDiffers) {
  interrupt(SIGKILL, form() == Form::kLong ? 200 : 10);
}

TEST_F(Kill, ByRequestAtRandomMomentsNoBitDiffers) {
  interrupt(SIGTERM, form() == Form::kLong ? 200 : 10);
}

TEST_F(SparseKill, AtRandomMomentsNoCheckpointIsLostAndNoBitDiffers) {
  interrupt(SIGKILL, form() == Form::kLong ? 200 : 6);
}

TEST_F(SparseKill, ByRequestAtRandomMomentsNoBitDiffers) {
  interrupt(SIGTERM, form() == Form::kLong ? 200 : 6);
}

TEST_F(VariationalKill, AtRandomMomentsNoCheckpointIsLostAndNoBitDiffers) {
  interrupt(SIGKILL, times());
}

TEST_F(VariationalKill, ByRequestAtRandomMomentsNoBitDiffers) { interrupt(SIGTERM, times()); }

TEST_F(ConvolutionalKill, AtRandomMomentsNoCheckpointIsLostAndNoBitDiffers) {
  interrupt(SIGKILL, times());
}

TEST_F(ConvolutionalKill, ByRequestAtRandomMomentsNoBitDiffers) { interrupt(SIGTERM, times()); }

}  // namespace
}  // namespace codegrid
