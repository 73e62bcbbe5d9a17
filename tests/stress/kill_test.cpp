#include <gmock/gmock.h>

#include <csignal>
#include <random>
#include <thread>

#include "cli/training_runs.hpp"
#include "stress/long_form.hpp"

namespace codegrid {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::Not;

class Kill : public TrainingRuns {
 protected:
  void SetUp() override {
    write_job(500);
    ASSERT_EQ(place.train({"job.json", "--runs", "whole"}).code, 0);
  }

  // Stops runs of the job with `signal` at random moments, `times` in all, and goes on with each
  // until it is whole: never is a checkpoint found damaged, and every run ends with the same bits.
  void interrupt(int signal, int times) {
    std::mt19937 random(static_cast<unsigned>(signal));
    std::uniform_int_distribution<int> moment(50, 900);
    int runs = 0;
    for (int left = times; left > 0;) {
      const std::string runs_folder = fmt::format("interrupted-{}", ++runs);
      const fs::path run = fs::path(runs_folder) / "job/0001";
      while (left > 0 && !fs::exists(place.path() / run / "summary.json")) {
        const pid_t child = place.start("codegrid-train", arguments(runs_folder));
        std::this_thread::sleep_for(milliseconds(moment(random)));
        ::kill(child, signal);
        const Outcome outcome = place.wait(child);
        // Before it listens, and after its last batch, a signal is not what the exit code tells.
        ASSERT_THAT(outcome.code, testing::AnyOf(-1, 128 + signal, 0)) << outcome.err;
        EXPECT_THAT(outcome.err, Not(HasSubstr("warning")));
        if (outcome.code != 0) --left;
      }
      if (!fs::exists(place.path() / run / "summary.json")) {
        const Outcome last = place.wait(place.start("codegrid-train", arguments(runs_folder)));
        ASSERT_EQ(last.code, 0) << last.err;
        EXPECT_THAT(last.err, Not(HasSubstr("warning")));
      }
      expect_same_run(place.path() / "whole/job/0001", place.path() / run);
      fs::remove_all(place.path() / runs_folder);
    }
    RecordProperty("interruptions", times);
    RecordProperty("runs", runs);
    fmt::print("{} interruptions of {} runs\n", times, runs);
  }

 private:
  // Goes on with the run where it got as far as its first checkpoint, and begins it where not.
  std::vector<std::string> arguments(const std::string& runs_folder) const {
    const fs::path run = fs::path(runs_folder) / "job/0001";
    for (const std::string& file : place.below((run / "checkpoints").string())) {
      if (file.ends_with(".json") && !file.starts_with(".")) return {"--resume", run.string()};
    }
    fs::remove_all(place.path() / runs_folder);
    return {"job.json", "--runs", runs_folder};
  }
};

TEST_F(Kill, AtRandomMomentsNoCheckpointIsLostAndNoBitDiffers) {
  interrupt(SIGKILL, long_form() ? 200 : 10);
}

TEST_F(Kill, ByRequestAtRandomMomentsNoBitDiffers) { interrupt(SIGTERM, long_form() ? 100 : 4); }

}  // namespace
}  // namespace codegrid
