#include <gmock/gmock.h>

#include "stress/faulty_disk.hpp"
#include "stress/refinement_jobs.hpp"

namespace codegrid {
namespace {

// Of a run whose encoder is trained: every call belongs to the refinement, or to the resumption.
class RefinementFaults : public FaultyDisk {
 protected:
  RefinementFaults() : RefinementFaults("students") {}
  explicit RefinementFaults(const char* kind) : kind_(kind) {
    write_refinement_job(place, kind_, /*rounds=*/1, /*epochs=*/2);
  }

  std::size_t one_call_of() const override { return 8; }

  void fail_every_call() {
    const std::vector<std::string> resume{"--resume", "runs/job/0001"};
    const fs::path whole = place.path() / "whole/job/0001";
    const fs::path run = place.path() / "runs/job/0001";
    ASSERT_EQ(place.train({"job.json"}).code, 0);
    fs::rename(place.path() / "runs", place.path() / "whole");
    expect_every_file_of_refinement(kind_, whole);
    copy_without_refinement(whole, run);
    const std::vector<Files> states{files("runs/job/0001"), before_the_first_checkpoint(),
                                    files("whole/job/0001")};
    fs::remove_all(place.path() / "runs");
    copy_without_refinement(whole, run);
    ASSERT_EQ(under_shim("codegrid-train", resume, 0).code, 0);
    const std::size_t count = calls().size();
    ASSERT_GT(count, 50U);
    expect_same_refinement(whole, run);

    for_each_call(count, [&](std::size_t call) {
      fs::remove_all(place.path() / "runs");
      copy_without_refinement(whole, run);
      fault_call_ = call;
      const Outcome outcome = under_shim("codegrid-train", resume, call);
      expect_right_exit(outcome, "codegrid-train");
      expect_whole_files("runs/job/0001", states);
      if (outcome.code != 0) {
        const Outcome resumed = place.train(resume);
        EXPECT_EQ(resumed.code, 0) << resumed.err;
      }
      expect_same_refinement(whole, run);
    });
  }

 private:
  // Where no file may be as large as a checkpoint: the codes that the refinement begins with are
  // there, in the place of those that it ends with.
  Files before_the_first_checkpoint() const {
    constexpr rlim_t kMost = 16'000;  // bytes
    const Outcome outcome = place.run("codegrid-train", {"--resume", "runs/job/0001"}, kMost);
    EXPECT_EQ(outcome.code, 1);
    EXPECT_THAT(outcome.err, testing::ContainsRegex("checkpoints/epoch-0001.* File too large"));
    return files("runs/job/0001");
  }

  std::string kind_;
};

class DecFaults : public RefinementFaults {
 protected:
  DecFaults() : RefinementFaults("dec") {}
};

class IdecFaults : public RefinementFaults {
 protected:
  IdecFaults() : RefinementFaults("idec") {}
};

TEST_P(RefinementFaults, LeaveWholeFilesAndARunThatGoesOn) { fail_every_call(); }
TEST_P(DecFaults, LeaveWholeFilesAndARunThatGoesOn) { fail_every_call(); }
TEST_P(IdecFaults, LeaveWholeFilesAndARunThatGoesOn) { fail_every_call(); }

const auto kEveryFault = testing::Range(std::size_t{0}, kFaults.size());
INSTANTIATE_TEST_SUITE_P(Every, RefinementFaults, kEveryFault, name_of);
INSTANTIATE_TEST_SUITE_P(Every, DecFaults, kEveryFault, name_of);
INSTANTIATE_TEST_SUITE_P(Every, IdecFaults, kEveryFault, name_of);

}  // namespace
}  // namespace codegrid
