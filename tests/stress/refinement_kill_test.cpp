#include <gmock/gmock.h>

#include <csignal>
#include <random>
#include <thread>

#include "stress/form.hpp"
#include "stress/refinement_jobs.hpp"

namespace codegrid {
namespace {

using testing::HasSubstr;
using testing::Not;

// A refinement of two rounds, which is killed inside the students and between them.
class RefinementKill : public TrainingRuns {
 protected:
  void SetUp() override {
    place.write_images("images", 300);
    place.write_labels("labels", 300);
    write_refinement_job(place, /*rounds=*/2, /*epochs=*/120);
    ASSERT_EQ(place.train({"job.json", "--runs", "whole"}).code, 0);
    ASSERT_TRUE(fs::exists(whole() / "refinement/student_2/encoder.pt"));
  }

  // Stops refinements with `signal` at random moments, `times` in all, and goes on with each until
  // it is whole. Every other moment comes after an epoch of that process, the rest also while it
  // starts, and between students.
  void interrupt(int signal, int times) {
    std::mt19937 random(static_cast<unsigned>(signal));
    for (int left = times; left > 0;) {
      fs::remove_all(place.path() / "runs");
      copy_without_refinement(whole(), run());
      while (left > 0 && !is_whole()) {
        const long before = epochs();
        const pid_t child = place.start("codegrid-train", {"--resume", "runs/job/0001"});
        if (left % 2 == 0) {
          place.wait_until(child, [&] { return epochs() > before || is_whole(); });
          std::this_thread::sleep_for(std::chrono::milliseconds(random() % 200));
        } else {
          std::this_thread::sleep_for(std::chrono::milliseconds(random() % 1500));
        }
        ::kill(child, signal);
        const Outcome outcome = place.wait(child);
        expect_unhurt(outcome, signal);
        if (HasFailure()) return;
        if (outcome.code != 0) --left;
      }
      if (!is_whole()) expect_unhurt(place.train({"--resume", "runs/job/0001"}), 0);
      expect_same_refinement(whole(), run());
      if (HasFailure()) return;
    }
  }

  static int times() { return form() == Form::kLong ? 200 : form() == Form::kBrief ? 2 : 6; }

 private:
  fs::path whole() const { return place.path() / "whole/job/0001"; }
  fs::path run() const { return place.path() / "runs/job/0001"; }
  bool is_whole() const { return fs::exists(run() / "summary.json"); }
  long epochs() const {
    return epochs_of("runs/job/0001/refinement/student_1") +
           epochs_of("runs/job/0001/refinement/student_2");
  }

  // Ended by `signal` and nothing else (0: done), and no checkpoint was found damaged on the way.
  static void expect_unhurt(const Outcome& outcome, int signal) {
    EXPECT_THAT(outcome.code,
                testing::AnyOf(0, -signal, signal == SIGKILL ? -signal : 128 + signal))
        << outcome.err;
    EXPECT_THAT(outcome.err, Not(HasSubstr("going on from")));
    EXPECT_THAT(outcome.err, Not(HasSubstr("error: ")));
  }
};

TEST_F(RefinementKill, AtRandomMomentsNoStepIsLostAndNoBitDiffers) { interrupt(SIGKILL, times()); }

TEST_F(RefinementKill, ByRequestAtRandomMomentsNoBitDiffers) { interrupt(SIGTERM, times()); }

}  // namespace
}  // namespace codegrid
