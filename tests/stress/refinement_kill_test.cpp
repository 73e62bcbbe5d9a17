#include <gmock/gmock.h>

#include <csignal>
#include <random>
#include <thread>

#include "core/stopwatch.hpp"
#include "stress/form.hpp"
#include "stress/refinement_jobs.hpp"

namespace codegrid {
namespace {

using testing::HasSubstr;
using testing::Not;

// A refinement that is stopped at any step of it: inside students and between them (there are two),
// or between the updates of the targets and inside them.
class RefinementKill : public TrainingRuns, public testing::WithParamInterface<const char*> {
 protected:
  void SetUp() override {
    place.write_images("images", 300);
    place.write_labels("labels", 300);
    // Each image is there five times: with few neighbors, the graph is of nothing but copies.
    write_refinement_job(place, GetParam(), /*rounds=*/2, /*epochs=*/120, /*neighbors=*/15);
    ASSERT_EQ(place.train({"job.json", "--runs", "whole"}).code, 0);
    expect_every_file_of_refinement(GetParam(), whole());
    ASSERT_EQ(steps_of_refinement(whole()), 240);
  }

  // Stops refinements with one of `signals` at random moments, `times` in all, and goes on with
  // each until it is whole. Every other moment comes after an epoch or update of that process, the
  // rest also while it starts, and between its stages.
  void interrupt(const std::vector<int>& signals, int times) {
    std::mt19937 random(static_cast<unsigned>(signals.front()));
    for (int left = times; left > 0;) {
      fs::remove_all(place.path() / "runs");
      copy_without_refinement(whole(), run());
      while (left > 0 && !is_whole()) {
        const long before = steps_of_refinement(run());
        const pid_t child = place.start("codegrid-train", {"--resume", "runs/job/0001"});
        if (left % 2 == 0) {
          place.wait_until(child,
                           [&] { return steps_of_refinement(run()) > before || is_whole(); });
          std::this_thread::sleep_for(std::chrono::milliseconds(random() % 200));
        } else {
          std::this_thread::sleep_for(std::chrono::milliseconds(random() % 1500));
        }
        const int signal = signals[static_cast<std::size_t>(left) / 2 % signals.size()];
        const Outcome outcome = end(child, signal);
        expect_unhurt(outcome, signal);
        if (left % 2 == 0 && outcome.code == 128 + signal) {
          EXPECT_THAT(outcome.err, HasSubstr("codegrid-train --resume "));
        }
        if (HasFailure()) return;
        if (outcome.code != 0) --left;
      }
      if (!is_whole()) expect_unhurt(place.train({"--resume", "runs/job/0001"}), 0);
      expect_same_refinement(whole(), run());
      if (HasFailure()) return;
    }
  }

  static int times() {
    const bool has_two = has_students(GetParam());
    return form() == Form::kLong ? 200 : form() == Form::kBrief ? 2 : has_two ? 6 : 4;
  }

 private:
  static constexpr double kPromised = 5;  // seconds from a signal to the end

  fs::path whole() const { return place.path() / "whole/job/0001"; }
  fs::path run() const { return place.path() / "runs/job/0001"; }
  bool is_whole() const { return fs::exists(run() / "summary.json"); }

  Outcome end(pid_t child, int signal) const {
    const Stopwatch since;
    ::kill(child, signal);
    Outcome outcome = place.wait(child);
    EXPECT_LE(since.seconds(), kPromised) << "after signal " << signal;
    return outcome;
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

TEST_P(RefinementKill, AtRandomMomentsNoStepIsLostAndNoBitDiffers) {
  interrupt({SIGKILL}, times());
}

TEST_P(RefinementKill, ByRequestAtRandomMomentsNoBitDiffers) {
  interrupt({SIGTERM, SIGINT}, times());
}

INSTANTIATE_TEST_SUITE_P(Every, RefinementKill, testing::ValuesIn(kRefinementKinds),
                         [](const auto& kind) { return std::string(kind.param); });

}  // namespace
}  // namespace codegrid
