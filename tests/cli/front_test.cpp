#include <fmt/ranges.h>
#include <gmock/gmock.h>

#include "cli/run.hpp"

namespace codegrid {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// What users call is a small program that answers at once, and becomes the one that works only for
// work.
class Front : public Cli {
 protected:
  static fs::path bin(const std::string& program) { return CODEGRID_BIN_DIR / fs::path(program); }
  static fs::path worker() {
    return fs::path(CODEGRID_BIN_DIR).parent_path() / "libexec/codegrid/codegrid-worker";
  }
  // The worker's stage as `program` calls it.
  Outcome behind(const std::string& program, const std::vector<std::string>& arguments) const {
    const std::string stage = program.substr(program.find('-') + 1);
    return shell(fmt::format("exec -a {} {} {} {}", program, worker().string(), stage,
                             fmt::join(arguments, " ")));
  }
  // A copy of it, with no worker behind it.
  fs::path alone(const std::string& program) const {
    fs::create_directories(place.path() / "alone/bin");
    const fs::path copy = place.path() / "alone/bin" / program;
    fs::copy_file(bin(program), copy, fs::copy_options::skip_existing);
    return copy;
  }
  Outcome shell(const std::string& command) const {
    return place.run("/bin/bash", {"-c", command});
  }
  // The libraries that the dynamic linker loads for it.
  std::string libraries(const fs::path& program) const {
    return shell("LD_TRACE_LOADED_OBJECTS=1 " + program.string()).out;
  }
};

TEST_F(Front, LoadsNeitherLibTorchNorOpenCV) {
  for (const char* program :
       {"codegrid-train", "codegrid-cluster", "codegrid-assign", "codegrid-cache"}) {
    EXPECT_THAT(libraries(bin(program)),
                AllOf(HasSubstr("libc.so"), Not(HasSubstr("torch")), Not(HasSubstr("libc10")),
                      Not(HasSubstr("opencv")), Not(HasSubstr("gomp"))));
  }
  EXPECT_THAT(libraries(worker()), AllOf(HasSubstr("libtorch"), HasSubstr("opencv")));
}

TEST_F(Front, AnswersWithoutTheWorkerBehindIt) {
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  const fs::path train = alone("codegrid-train");
  const fs::path cluster = alone("codegrid-cluster");
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"--help"},
                                             {"--version"},
                                             {"--print-schema"},
                                             {"--print-reference"},
                                             {"job.json", "--validate"},
                                             {"job.json", "--print-config"},
                                             {"--resume", "runs/job/latest", "--validate"},
                                             {"--resume", "runs/job/latest", "--print-config"}}) {
    const Outcome outcome = place.run(train, arguments);
    EXPECT_EQ(outcome.code, 0) << arguments.back() << outcome.err;
    EXPECT_EQ(outcome.out, behind("codegrid-train", arguments).out) << arguments.back();
    EXPECT_EQ(outcome.err, "");
  }
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"--help"},
                                             {"--version"},
                                             {"runs/job/latest", "--validate"},
                                             {"runs/job/latest", "--print-config"}}) {
    const Outcome outcome = place.run(cluster, arguments);
    EXPECT_EQ(outcome.code, 0) << arguments.back() << outcome.err;
    EXPECT_EQ(outcome.out, behind("codegrid-cluster", arguments).out) << arguments.back();
  }
}

TEST_F(Front, RefusesWrongUsageAndConfigsWithoutTheWorkerBehindIt) {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{},
                                             {"--nonsense"},
                                             {"none.json"},
                                             {"."},
                                             {"job.json", "--set", "seed=x"},
                                             {"--resume", "nowhere"}}) {
    const Outcome outcome = place.run(alone("codegrid-train"), arguments);
    EXPECT_EQ(outcome.code, 2);
    EXPECT_THAT(outcome.err, testing::StartsWith("codegrid-train: error: "));
    EXPECT_EQ(outcome.err, behind("codegrid-train", arguments).err);
  }
  EXPECT_EQ(place.run(alone("codegrid-cluster"), {"nowhere"}).code, 2);
}

TEST_F(Front, NamesTheWorkerThatIsMissingBehindIt) {
  const Outcome outcome = place.run(alone("codegrid-train"), {"job.json"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.err,
            "codegrid-train: error: " +
                (fs::canonical(place.path()) / "alone/libexec/codegrid/codegrid-worker").string() +
                ": cannot start: No such file or directory; expected the part of codegrid-train "
                "that works with LibTorch: build all programs (cmake --build --preset release "
                "--target tools), and keep bin and libexec together\n");
  EXPECT_TRUE(place.below("runs").empty());
}

TEST_F(Front, LetsThreadsSleepUnlessTheUserSaysHowTheyWait) {
  const fs::path train = alone("codegrid-train");
  place.write("alone/libexec/codegrid/codegrid-worker",
              "#!/bin/sh\necho \"${GOMP_SPINCOUNT-unset}\"\n");
  fs::permissions(place.path() / "alone/libexec/codegrid/codegrid-worker", fs::perms::owner_all);
  const auto spins = [&](const std::string& environment) {
    return shell(environment + " " + train.string() + " job.json").out;
  };
  EXPECT_EQ(spins("env -u GOMP_SPINCOUNT -u OMP_WAIT_POLICY"), "1000\n");
  EXPECT_EQ(spins("env -u OMP_WAIT_POLICY GOMP_SPINCOUNT=7"), "7\n");
  EXPECT_EQ(spins("env -u GOMP_SPINCOUNT OMP_WAIT_POLICY=active"), "unset\n");
}

TEST_F(Front, GivesTheWorkerItsStageAndItsArguments) {
  place.write("alone/libexec/codegrid/codegrid-worker", "#!/bin/bash\nprintf '<%s>' \"$@\"\n");
  fs::permissions(place.path() / "alone/libexec/codegrid/codegrid-worker", fs::perms::owner_all);
  EXPECT_EQ(place.run(alone("codegrid-train"), {"job.json", "--set", "name=a b"}).out,
            "<train><job.json><--set><name=a b>");
}

TEST_F(Front, RunsAsAProcessOfTheNameThatWasCalled) {
  const pid_t child =
      place.start("codegrid-train", {"job.json", "--set", "training.epochs=100000"});
  const fs::path name = fmt::format("/proc/{}/comm", child);
  place.wait_until(child, [&] { return fs::exists(place.path() / "runs/job/latest"); });
  EXPECT_EQ(slurp(name), "codegrid-train\n");
  ::kill(child, SIGTERM);
  EXPECT_EQ(place.wait(child).code, 143);
}

TEST_F(Front, TheWorkerAloneSaysWhatItExpects) {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{}, {"job.json"}}) {
    expect_failure(
        place.run(worker(), arguments), 2,
        "codegrid-worker: error: expected a stage (one of: train cluster assign) and its "
        "arguments, as codegrid-train and the other programs of bin/ give them\n");
  }
}

TEST_F(Front, WorksThroughALinkAndThroughThePath) {
  fs::create_symlink(bin("codegrid-train"), place.path() / "linked");
  const Outcome linked = shell("./linked job.json");
  EXPECT_EQ(linked.code, 0) << linked.err;
  const Outcome found =
      shell("PATH=" + std::string(CODEGRID_BIN_DIR) + ":$PATH codegrid-train job.json");
  EXPECT_EQ(found.code, 0) << found.err;
  const Outcome bad = shell("PATH=" + std::string(CODEGRID_BIN_DIR) +
                            ":$PATH codegrid-train job.json --set data.root=nowhere");
  EXPECT_EQ(bad.code, 3) << "exit codes come through";
  EXPECT_THAT(bad.err, testing::StartsWith("codegrid-train: error: "));
}

TEST_F(Front, AdvisesCommandsAsTheUserCallsTheProgram) {
  EXPECT_THAT(place.train({"job.json"}).err,
              HasSubstr("\nnext: " CODEGRID_BIN_DIR "/codegrid-cluster runs/job/0001\n"));
  fs::create_directory_symlink(CODEGRID_BIN_DIR, place.path() / "programs");
  EXPECT_THAT(shell("programs/codegrid-train job.json").err,
              HasSubstr("\nnext: programs/codegrid-cluster runs/job/0002\n"));
  EXPECT_THAT(shell("PATH=" CODEGRID_BIN_DIR ":$PATH codegrid-train job.json").err,
              HasSubstr("\nnext: codegrid-cluster runs/job/0003\n"));
  fs::create_symlink(bin("codegrid-train"), place.path() / "linked");
  EXPECT_THAT(
      shell("./linked job.json").err,
      HasSubstr("\nnext: " + fs::canonical(bin("codegrid-cluster")).string() + " runs/job/0004\n"));
}

TEST_F(Front, QuotesPathsInTheCommandsItAdvises) {
  EXPECT_THAT(place.train({"job.json", "--runs", "my runs"}).err,
              HasSubstr("\nnext: " CODEGRID_BIN_DIR "/codegrid-cluster 'my runs/job/0001'\n"));
  fs::create_directory_symlink(CODEGRID_BIN_DIR, place.path() / "the user's");
  EXPECT_THAT(shell("\"the user's/codegrid-train\" job.json").err,
              HasSubstr("\nnext: 'the user'\\''s/codegrid-cluster' runs/job/0001\n"));
}

TEST_F(Front, LeavesAConfigInAPipeToTheProgramThatTrains) {
  const Outcome trained =
      shell(bin("codegrid-train").string() + " <(cat job.json) --set name=piped --set data.root=.");
  EXPECT_EQ(trained.code, 0) << trained.err;
  EXPECT_TRUE(fs::exists(place.path() / "runs/piped/0001/summary.json"));
  const Outcome valid =
      shell("cat job.json | " + bin("codegrid-train").string() + " /dev/stdin --validate");
  EXPECT_EQ(valid.out, "/dev/stdin: valid\n") << valid.err;
}

TEST_F(Front, AnEmptyTextIsNoPathAndNoOptionThatWasNotGiven) {
  using Arguments = std::vector<std::string>;
  for (const Arguments& arguments :
       {Arguments{"RUN", "--out", ""}, Arguments{"--encoder", ""}, Arguments{"--config", ""}}) {
    const Outcome outcome = place.cluster(arguments);
    EXPECT_EQ(outcome.code, 2);
    EXPECT_THAT(outcome.err, HasSubstr("expected a path, found \"\""));
  }
  const Outcome resumed = place.train({"--resume", ""});
  EXPECT_EQ(resumed.code, 2);
  EXPECT_THAT(resumed.err, HasSubstr("expected a path, found \"\""));
}

TEST_F(Front, ASettingBeforeTheConfigIsOneValue) {
  const Outcome valid = place.train({"--set", "seed=2", "job.json", "--validate"});
  EXPECT_EQ(valid.code, 0) << valid.err;
  EXPECT_EQ(valid.out, "job.json: valid\n");
  EXPECT_EQ(place.train({"--set", "seed=2", "--set", "threads=1", "job.json", "--validate"}).code,
            0);
}

}  // namespace
}  // namespace codegrid
