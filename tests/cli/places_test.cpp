#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cerrno>

#include "cli/run.hpp"
#include "support/environment.hpp"

namespace codegrid {
namespace {

using testing::HasSubstr;

// Somebody else's files.
class Forbidden : public Cli {
 protected:
  void SetUp() override {
    if (!place.obey_modes()) GTEST_SKIP() << "the tests are root's, and cannot give that up";
    ASSERT_EQ(place.train({"job.json"}).code, 0);
  }
  void TearDown() override { may(fs::perms::owner_all); }
  void may(fs::perms modes) const { fs::permissions(run(), modes); }
  fs::path run() const { return place.path() / "runs/job/0001"; }

  static constexpr fs::perms kReadOnly = fs::perms::owner_read | fs::perms::owner_exec;
};

TEST_F(Forbidden, ARunToReadOnlyIsClusteredIntoAnotherFolder) {
  may(kReadOnly);
  const Outcome refused = place.cluster({"runs/job/latest"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_EQ(refused.err,
            "codegrid-cluster: error: runs/job/latest: no folder of results can be made in it: "
            "Permission denied; name another place for them:\n"
            "  " CODEGRID_BIN_DIR "/codegrid-cluster runs/job/latest --out DIR\n");
  EXPECT_EQ(place.cluster({"runs/job/latest", "--validate"}).code, 0);
  const Outcome outcome = place.cluster({"runs/job/latest", "--out", "results"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("results/clusters.png\n"));
}

TEST_F(Forbidden, WithoutLocksEitherNothingIsGuardedAndThatIsSaid) {
  may(kReadOnly);
  const Environ environment({{"LD_PRELOAD", CODEGRID_LACKING_SHIM},
                             {"CODEGRID_LACKING", "flock"},
                             {"CODEGRID_LACKING_ERRNO", std::to_string(ENOSYS)}});
  const Outcome outcome = place.cluster({"runs/job/latest", "--out", "results"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(
      outcome.err,
      HasSubstr("warning: runs/job/latest: can neither be locked (Function not implemented) "
                "nor written to; no other process may change it meanwhile\n"));
}

TEST_F(Forbidden, ARunToReadOnlyIsNotResumed) {
  may(kReadOnly);
  const Outcome outcome = place.train({"--resume", "runs/job/0001", "--set", "training.epochs=3"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.err,
            "codegrid-train: error: runs/job/0001: cannot write to folder: Permission denied\n");
}

TEST_F(Forbidden, ARunThatMayNotBeSearchedIsCalledSo) {
  for (const fs::perms modes : {fs::perms::owner_read | fs::perms::owner_write, fs::perms::none}) {
    may(modes);
    for (const char* program : {"codegrid-train", "codegrid-cluster"}) {
      const bool trains = program == std::string("codegrid-train");
      const Outcome outcome =
          place.run(program, trains ? std::vector<std::string>{"--resume", "runs/job/0001"}
                                    : std::vector<std::string>{"runs/job/0001"});
      EXPECT_EQ(outcome.code, 2);
      EXPECT_EQ(outcome.err, std::string(program) +
                                 ": error: runs/job/0001: may not be searched: Permission denied; "
                                 "its owner can allow it: chmod -R +rX runs/job/0001\n");
    }
  }
}

TEST_F(Forbidden, AFolderAboveARunThatMayNotBeSearchedIsNamedItself) {
  fs::permissions(place.path() / "runs/job", fs::perms::owner_read);
  const Outcome trained = place.train({"--resume", "runs/job/0001"});
  const Outcome clustered = place.cluster({"runs/job/latest"});
  fs::permissions(place.path() / "runs/job", fs::perms::owner_all);
  EXPECT_EQ(trained.code, 2);
  EXPECT_EQ(
      trained.err,
      "codegrid-train: error: runs/job/0001: cannot be reached: runs/job may not be searched: "
      "Permission denied; its owner can allow it: chmod +x runs/job\n");
  EXPECT_EQ(clustered.code, 2);
  EXPECT_EQ(clustered.err,
            "codegrid-cluster: error: runs/job/latest: cannot be reached: runs/job may not be "
            "searched: Permission denied; its owner can allow it: chmod +x runs/job\n");
}

// As of mode 0711 to others: whoever knows the names in it may open them.
TEST_F(Forbidden, ARunThatMayBeSearchedButNotListedIsUsed) {
  ASSERT_EQ(place.cluster({"runs/job/0001"}).code, 0);
  may(fs::perms::owner_exec);
  const Outcome clustered = place.cluster({"runs/job/latest", "--out", "results"});
  EXPECT_EQ(clustered.code, 0) << clustered.err;
  EXPECT_THAT(clustered.err,
              HasSubstr("warning: runs/job/latest: can neither be locked (Permission denied) nor "
                        "written to; no other process may change it meanwhile\n"));
  const Outcome assigned = place.assign({"runs/job/latest", "images"});
  EXPECT_EQ(assigned.code, 0) << assigned.err;
}

TEST_F(Forbidden, RunsThatMayNotBeWrittenToEndTheJobBeforeItReadsItsData) {
  fs::remove(place.path() / "images");
  fs::permissions(place.path() / "runs/job", kReadOnly);
  const Outcome outcome = place.train({"job.json"});
  fs::permissions(place.path() / "runs/job", fs::perms::owner_all);
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.err,
            "codegrid-train: error: runs/job: cannot write to folder: Permission denied\n");
}

class Places : public Cli {};

TEST_F(Places, ADanglingLinkOrAFileForRunsIsNamedBeforeTheDataAreRead) {
  fs::remove(place.path() / "images");
  fs::create_symlink("/nowhere/at-all", place.path() / "runs");
  const Outcome dangling = place.train({"job.json"});
  EXPECT_EQ(dangling.code, 1);
  EXPECT_EQ(dangling.err,
            "codegrid-train: error: runs/job: cannot make folder: runs is a link to "
            "/nowhere/at-all, which does not exist; make that folder, or remove the link\n");
  fs::remove(place.path() / "runs");
  place.write("runs", "a file");
  const Outcome file = place.train({"job.json"});
  EXPECT_EQ(file.code, 1);
  EXPECT_EQ(file.err,
            "codegrid-train: error: runs/job: cannot make folder: runs is a file, expected a "
            "folder\n");
}

TEST_F(Places, ResultsGoToAnyNameOfAFolderButALinkThatLeadsNowhere) {
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  const std::string longest(255, 'r');
  EXPECT_EQ(place.cluster({"runs/job/latest", "--out", longest}).code, 0);
  EXPECT_TRUE(fs::exists(place.path() / longest / "metrics.json"));
  fs::create_symlink("nowhere", place.path() / "link");
  const Outcome outcome = place.cluster({"runs/job/latest", "--out", "link"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.err,
            "codegrid-cluster: error: link: is a link to nowhere, which does not exist; make that "
            "folder, remove the link, or choose another folder\n");
}

TEST_F(Places, AnEmptyFolderIsTakenForResults) {
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  fs::create_directory(place.path() / "empty");
  const Outcome outcome = place.cluster(
      {"--encoder", "runs/job/0001/encoder.pt", "--config", "job.json", "--out", "empty"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_TRUE(fs::exists(place.path() / "empty/metrics.json"));
  const Outcome again = place.cluster({"runs/job/latest", "--out", "empty"});
  EXPECT_EQ(again.code, 2);
  EXPECT_EQ(again.err,
            "codegrid-cluster: error: empty: exists already; results are never overwritten, so "
            "choose another folder\n");
  // Of a shell that has made it and gone there.
  fs::create_directory(place.path() / "here");
  const Outcome here = place.run("/bin/sh", {"-c", "cd here && exec " CODEGRID_BIN_DIR
                                                   "/codegrid-cluster ../runs/job/latest --out ."});
  EXPECT_EQ(here.code, 0) << here.err;
  EXPECT_TRUE(fs::exists(place.path() / "here/metrics.json"));
}

}  // namespace
}  // namespace codegrid
