#include <gmock/gmock.h>

#include "stress/faulty_disk.hpp"
#include "stress/refinement_jobs.hpp"

namespace codegrid {
namespace {

// Of a run whose encoder is trained: every call belongs to the refinement, or to the resumption.
class RefinementFaults : public FaultyDisk {
 protected:
  RefinementFaults() { write_refinement_job(place, /*rounds=*/1, /*epochs=*/2); }

  std::size_t one_call_of() const override { return 8; }
};

TEST_P(RefinementFaults, LeaveWholeFilesAndARunThatGoesOn) {
  const std::vector<std::string> resume{"--resume", "runs/job/0001"};
  const fs::path whole = place.path() / "whole/job/0001";
  const fs::path run = place.path() / "runs/job/0001";
  const fs::path begun = place.path() / "begun/job/0001";
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  fs::rename(place.path() / "runs", place.path() / "whole");
  copy_without_refinement(whole, begun);
  copy_without_refinement(whole, run);
  ASSERT_EQ(under_shim("codegrid-train", resume, 0).code, 0);
  const std::size_t count = calls().size();
  ASSERT_GT(count, 50U);
  expect_same_refinement(whole, run);
  const std::vector<Files> states{files("begun/job/0001"), files("whole/job/0001")};

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

INSTANTIATE_TEST_SUITE_P(Every, RefinementFaults, testing::Range(std::size_t{0}, kFaults.size()),
                         name_of);

}  // namespace
}  // namespace codegrid
