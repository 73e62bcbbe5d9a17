#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cerrno>
#include <cstring>

#include "cli/training_runs.hpp"
#include "support/environment.hpp"

namespace codegrid {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr int kKernelsNotSupported = 524;

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

// What a file system lacks: see support/lacking_shim.cpp.
class Lacking : public TrainingRuns {
 protected:
  Outcome without(const std::string& calls, int error, const std::string& program,
                  const std::vector<std::string>& arguments) const {
    return place.wait(start_without(calls, error, program, arguments));
  }
  pid_t start_without(const std::string& calls, int error, const std::string& program,
                      const std::vector<std::string>& arguments) const {
    const Environ environment({{"LD_PRELOAD", CODEGRID_LACKING_SHIM},
                               {"CODEGRID_LACKING", calls},
                               {"CODEGRID_LACKING_ERRNO", std::to_string(error)}});
    return place.start(program, arguments);
  }

  static std::string no_locks(int error) {
    return fmt::format(
        " file system has no locks ({}); a file .lock keeps other processes out instead, and has "
        "to "
        "be removed by hand where one was killed\n",
        std::strerror(error));
  }

  static std::string no_flushing(int error) {
    return fmt::format(
        " file system cannot flush to disk ({}); files may be missing or older after a power "
        "cut\n",
        std::strerror(error));
  }

  // Exit code 0, one warning that says `warning`, and nothing hidden left.
  void expect_done(const Outcome& outcome, const std::string& warning) const {
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_EQ(count_of(outcome.err, "warning: "), 1U) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("warning: " + warning));
    for (const std::string& name : place.below("runs"))
      EXPECT_THAT(name, Not(HasSubstr("/."))) << "was left";
  }
};

TEST_F(Lacking, LocksAreReplacedByAFileWithAWarning) {
  for (const int error : {EBADF, ENOLCK, EIO}) {
    fs::remove_all(place.path() / "runs");
    expect_done(without("flock", error, "codegrid-train", {"job.json"}),
                "runs/job: its" + no_locks(error));
  }
  expect_done(without("flock", ENOSYS, "codegrid-train",
                      {"--resume", "runs/job/0001", "--set", "training.epochs=3"}),
              "runs/job/0001: its" + no_locks(ENOSYS));
  expect_done(without("flock", EBADF, "codegrid-cluster", {"runs/job/0001"}),
              "runs/job/0001: its" + no_locks(EBADF));
}

TEST_F(Lacking, LocksTwoProcessesStillNeverShareARun) {
  write_job(100000);
  const pid_t child = start_without("flock", ENOSYS, "codegrid-train", {"job.json"});
  place.wait_until(child, [&] { return epochs_of("runs/job/0001") >= 1; });
  const std::string message = fmt::format(
      "codegrid-train: error: runs/job/0001: another process is at work in this folder (process "
      "{}); wait for it or stop it\n",
      child);
  const std::vector<std::string> resume{"--resume", "runs/job/0001"};
  EXPECT_EQ(without("flock", ENOSYS, "codegrid-train", resume).err, message);
  EXPECT_EQ(place.train(resume).err, message) << "nor one that has locks";
  ::kill(child, SIGTERM);
  EXPECT_EQ(place.wait(child).code, 143);
  EXPECT_FALSE(fs::exists(place.path() / "runs/job/0001/.lock"));
}

TEST_F(Lacking, LocksAKilledProcessIsNamedUntilItsFileIsRemoved) {
  write_job(100000);
  const pid_t child = start_without("flock", ENOSYS, "codegrid-train", {"job.json"});
  place.wait_until(child, [&] { return epochs_of("runs/job/0001") >= 1; });
  ::kill(child, SIGKILL);
  place.wait(child);
  const std::vector<std::string> resume{"--resume", "runs/job/0001", "--set", "training.epochs=1"};
  const Outcome refused = without("flock", ENOSYS, "codegrid-train", resume);
  EXPECT_EQ(refused.code, 2);
  EXPECT_EQ(refused.err,
            fmt::format("codegrid-train: error: runs/job/0001/.lock: left by process {}, which was "
                        "killed and no longer runs; remove the file and try again\n",
                        child));
  fs::remove(place.path() / "runs/job/0001/.lock");
  EXPECT_THAT(without("flock", ENOSYS, "codegrid-train", resume).err,
              Not(HasSubstr("another process")));
}

TEST_F(Lacking, LocksASignalThatNobodyListensToRemovesTheFileToo) {
  write_job(100000);
  const pid_t child = start_without("flock", ENOSYS, "codegrid-train", {"job.json"});
  place.wait_until(child, [&] { return epochs_of("runs/job/0001") >= 1; });
  EXPECT_TRUE(fs::exists(place.path() / "runs/job/0001/.lock"));
  ::kill(child, SIGQUIT);
  EXPECT_EQ(place.wait(child).code, -SIGQUIT);
  EXPECT_FALSE(fs::exists(place.path() / "runs/job/0001/.lock"));
}

TEST_F(Lacking, LinksLeaveRunsWithoutALatest) {
  for (const int error : {EPERM, EIO}) {
    fs::remove_all(place.path() / "runs");
    expect_done(without("symlink", error, "codegrid-train", {"job.json"}),
                fmt::format("runs/job/latest: does not point at 0001: {}\n", std::strerror(error)));
    EXPECT_FALSE(fs::exists(fs::symlink_status(place.path() / "runs/job/latest")));
  }
  EXPECT_EQ(place.cluster({"runs/job"}).err,
            "codegrid-cluster: error: runs/job: not a run folder of codegrid-train: it has no "
            "config.json; did you mean runs/job/0001?\n");
}

TEST_F(Lacking, LinksAFolderThatWasALatestIsLeftAsItIs) {
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  fs::remove(place.path() / "runs/job/latest");
  fs::copy(place.path() / "runs/job/0001", place.path() / "runs/job/latest",
           fs::copy_options::recursive);
  expect_done(place.train({"job.json"}),
              "runs/job/latest: does not point at 0002: it is no link, and is left as it is\n");
  EXPECT_EQ(slurp(place.path() / "runs/job/latest/summary.json"),
            slurp(place.path() / "runs/job/0001/summary.json"));
  fs::remove_all(place.path() / "runs/job/latest");
  place.write("runs/job/latest", "../0001");  // as a disk without links gets it from an archive
  expect_done(place.train({"job.json"}),
              "runs/job/latest: does not point at 0003: it is no link, and is left as it is\n");
  EXPECT_EQ(slurp(place.path() / "runs/job/latest"), "../0001");
}

TEST_F(Lacking, FlushingAndMappingAreSaidOnce) {
  for (const int error : {EBADF, kKernelsNotSupported}) {
    fs::remove_all(place.path() / "runs");
    expect_done(without("fsync", error, "codegrid-train", {"job.json"}),
                "runs/job: its" + no_flushing(error));
  }
  expect_done(without("fsync", EINVAL, "codegrid-cluster", {"runs/job/0001"}),
              "runs/job/0001: its" + no_flushing(EINVAL));
  for (const int error : {ENODEV, EOPNOTSUPP}) {
    expect_done(without("mmap", error, "codegrid-cluster", {"runs/job/0001"}),
                fmt::format("{}/images: its file system maps no files ({}); it is read as a whole, "
                            "and takes memory of its size\n",
                            fs::canonical(place.path()).string(), std::strerror(error)));
  }
  EXPECT_EQ(slurp(place.path() / "runs/job/0001/clusters/assignments.csv"),
            slurp(place.path() / "runs/job/0001/clusters-2/assignments.csv"));
}

TEST_F(Lacking, CuttingFilesAndRenamingInOneStepAreDoneWithout) {
  const Outcome trained = without("ftruncate truncate", EINVAL, "codegrid-train",
                                  {"job.json", "--set", "training.epochs=5"});
  EXPECT_EQ(trained.code, 0) << trained.err;
  EXPECT_EQ(place.train({"--resume", "runs/job/0001", "--set", "training.epochs=6"}).code, 0);
  for (const int error : {EINVAL, EPERM}) {
    const Outcome clustered = without("renameat2", error, "codegrid-cluster", {"runs/job/0001"});
    EXPECT_EQ(clustered.code, 0) << clustered.err;
    EXPECT_THAT(clustered.err, Not(HasSubstr("warning")));
  }
}

TEST_F(Lacking, RenamingEndsAJobBeforeItReadsItsData) {
  fs::remove(place.path() / "images");  // else this would be what is said
  const Outcome trained = without("rename", ENOSYS, "codegrid-train", {"job.json"});
  EXPECT_EQ(trained.code, 1);
  EXPECT_THAT(trained.err, AllOf(StartsWith("codegrid-train: error: runs/job: cannot keep files: "),
                                 HasSubstr("cannot write: Function not implemented\n")));
  EXPECT_FALSE(fs::exists(place.path() / "runs"));
}

TEST_F(Lacking, ProcTheWorkerIsFoundFromWhereItWasCalled) {
  const Outcome outcome = without("readlink", ENOENT, "codegrid-train", {"job.json"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  fs::create_symlink(fs::path(CODEGRID_BIN_DIR) / "codegrid-train", place.path() / "linked");
  const Outcome linked = without("readlink", ENOENT, "/bin/sh", {"-c", "exec ./linked job.json"});
  EXPECT_EQ(linked.code, 0) << linked.err;
}

}  // namespace
}  // namespace codegrid
