#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cstdlib>

#include "cli/run.hpp"

namespace codegrid {
namespace {

using testing::HasSubstr;

class FullDisk : public Cli {
 protected:
  void expect_nothing_half_written(const std::string& folder) {
    for (const std::string& name : place.below(folder)) {
      EXPECT_THAT(name, testing::Not(testing::AnyOf(HasSubstr(".tmp"), HasSubstr(".part"))))
          << folder;
    }
  }
};

TEST_F(FullDisk, TrainingEndsWithOneAndKeepsWholeFilesOnly) {
  for (const rlim_t bytes : std::initializer_list<rlim_t>{0, 100, 3000, 6000, 12000}) {
    const Outcome outcome = place.run("codegrid-train", {"job.json", "--runs", "full"}, bytes);
    EXPECT_EQ(outcome.code, 1) << bytes;
    if (bytes > 1000) {
      EXPECT_THAT(outcome.err, HasSubstr(": cannot write: File too large")) << bytes;
    }
  }
  expect_nothing_half_written("full");
  // A disk that takes nothing is found before there is a run.
  EXPECT_EQ(place.below("full/job/0004").empty(), false);
  EXPECT_FALSE(fs::exists(place.path() / "full/job/0005"));
  EXPECT_FALSE(fs::exists(place.path() / "full/job/0004/summary.json"));
}

TEST_F(FullDisk, ClusteringEndsWithOneAndLeavesNoFolder) {
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  for (const rlim_t bytes : std::initializer_list<rlim_t>{300, 1000}) {
    const Outcome outcome = place.run("codegrid-cluster", {"runs/job/latest"}, bytes);
    EXPECT_EQ(outcome.code, 1) << bytes;
    EXPECT_THAT(outcome.err, HasSubstr("cannot write: File too large")) << bytes;
    EXPECT_FALSE(fs::exists(place.path() / "runs/job/0001/clusters"));
  }
  expect_nothing_half_written("runs");
}

// As all figures are written, and only the pictures are too large for the disk.
TEST_F(FullDisk, PicturesThatCannotBeWrittenCostNoFigure) {
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  ASSERT_EQ(place.cluster({"runs/job/latest"}).code, 0);
  const Outcome outcome = place.run("codegrid-cluster", {"runs/job/latest"}, 4000);
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err,
              HasSubstr("warning: clusters.png is left out: cannot write: File too large\n"));
  EXPECT_THAT(outcome.err, HasSubstr("codegrid-cluster: error: runs/job/latest/clusters-2: "));
  EXPECT_THAT(outcome.err, testing::EndsWith("; everything else is written\n"));
  EXPECT_THAT(outcome.out, HasSubstr("accuracy, majority naming"));
  for (const std::string& name : place.below("runs/job/0001/clusters")) {
    const std::string of_full = "runs/job/0001/clusters-2/" + name;
    if (name.ends_with(".png")) {
      EXPECT_NE(fs::exists(place.path() / of_full), outcome.err.find(name) != std::string::npos)
          << name;
    } else if (name != "metrics.json") {  // which has seconds in it
      EXPECT_EQ(slurp(place.path() / of_full),
                slurp(place.path() / "runs/job/0001/clusters" / name));
    }
  }
  EXPECT_TRUE(place.json("runs/job/0001/clusters-2/metrics.json").contains("accuracy"));
  expect_nothing_half_written("runs");
}

TEST_F(FullDisk, AStandardOutputThatIsFullIsNoSuccess) {
  for (const char* argument : {"--version", "--help", "--print-schema"}) {
    const std::string command =
        fmt::format("{}/codegrid-train {} >/dev/full 2>/dev/null", CODEGRID_BIN_DIR, argument);
    const int status = std::system(command.c_str());
    EXPECT_EQ(WEXITSTATUS(status), 1) << argument;
  }
}

TEST_F(FullDisk, ResultsThatCannotBePrintedAreNoSuccess) {
  const std::string command = fmt::format("cd {} && {}/codegrid-train job.json >/dev/full 2>.err",
                                          place.path().string(), CODEGRID_BIN_DIR);
  EXPECT_EQ(WEXITSTATUS(std::system(command.c_str())), 1);
  EXPECT_THAT(slurp(place.path() / ".err"), HasSubstr("cannot write to standard output"));
  EXPECT_TRUE(fs::exists(place.path() / "runs/job/0001/summary.json"));
}

TEST_F(FullDisk, AFolderThatCannotBeMadeIsNamed) {
  place.write("file", "");
  const Outcome outcome = place.train({"job.json", "--runs", "file/x"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.err.substr(outcome.err.rfind("codegrid-train: error")),
            "codegrid-train: error: file/x/job: cannot make folder: file is a file, expected a "
            "folder\n");
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  const Outcome clustering = place.cluster(
      {"--encoder", "runs/job/0001/encoder.pt", "--config", "job.json", "--out", "file/x"});
  EXPECT_EQ(clustering.code, 1);
  EXPECT_EQ(clustering.err,
            "codegrid-cluster: error: file: cannot make folder: file is a file, expected a "
            "folder\n");
  EXPECT_EQ(slurp(place.path() / "file"), "");
}

TEST_F(FullDisk, AFolderWithoutANameIsRefused) {
  const Outcome outcome = place.train({"job.json", "--runs", ""});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.err, "codegrid-train: error: --runs: expected a folder, found \"\"\n");
}

}  // namespace
}  // namespace codegrid
