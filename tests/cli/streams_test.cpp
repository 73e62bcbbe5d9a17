#include <fmt/format.h>
#include <gmock/gmock.h>

#include "cli/training_runs.hpp"

namespace codegrid {
namespace {

using testing::HasSubstr;

// Programs that begin with some of the standard streams closed, as a daemon or a batch system may
// start them.
class ClosedStreams : public TrainingRuns, public testing::WithParamInterface<const char*> {
 protected:
  Outcome closing(const std::string& command) const {
    return place.run(
        "/bin/sh", {"-c", std::string("exec " CODEGRID_BIN_DIR "/") + command + " " + GetParam()});
  }
  static bool closes(const char* stream) {
    return std::string(GetParam()).find(stream) != std::string::npos;
  }
  // Results that cannot be printed are no success; a line of progress may be lost.
  void expect_right_end(const Outcome& outcome) const {
    EXPECT_EQ(outcome.code, closes("1>&-") ? 1 : 0);
    if (closes("1>&-") && !closes("2>&-")) {
      EXPECT_THAT(outcome.err, HasSubstr(": error: cannot write to standard output\n"));
    }
  }
};

TEST_P(ClosedStreams, GetIntoNoFile) {
  expect_right_end(closing("codegrid-train job.json"));
  for (const char* log : {"metrics.jsonl", "metrics.csv"}) {
    EXPECT_EQ(std::ranges::count(slurp(place.path() / "runs/job/0001" / log), '\n'),
              log == std::string("metrics.csv") ? 3 : 2);
  }
  EXPECT_EQ(losses(place.path() / "runs/job/0001").empty(), false);  // each line is JSON
  expect_right_end(closing("codegrid-cluster runs/job/0001"));
  EXPECT_EQ(
      std::ranges::count(slurp(place.path() / "runs/job/0001/clusters/assignments.csv"), '\n'), 61);
  EXPECT_NO_THROW(place.json("runs/job/0001/clusters/metrics.json"));
}

INSTANTIATE_TEST_SUITE_P(Every, ClosedStreams,
                         testing::Values("0<&-", "1>&-", "2>&-", "0<&- 1>&-", "0<&- 2>&-",
                                         "1>&- 2>&-", "0<&- 1>&- 2>&-"));

using WithoutStreams = TrainingRuns;

TEST_F(WithoutStreams, TheWorkerAloneLetsNothingIntoAFile) {
  const fs::path folder = fs::path(CODEGRID_BIN_DIR).parent_path() / "libexec/codegrid";
  EXPECT_EQ(place
                .run("/bin/sh", {"-c", "exec " + (folder / "codegrid-worker").string() +
                                           " train job.json 0<&- 1>&- 2>&-"})
                .code,
            1);
  EXPECT_EQ(losses(place.path() / "runs/job/0001").empty(), false);
}

}  // namespace
}  // namespace codegrid
