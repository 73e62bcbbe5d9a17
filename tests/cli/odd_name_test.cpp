#include <gmock/gmock.h>

#include "cli/run.hpp"

namespace codegrid {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

using OddName = Cli;

TEST_F(OddName, AConfigsNameThatIsNotUtf8GivesNoNameToAJob) {
  fs::copy(place.path() / "job.json", place.path() / "caf\xe9.json");
  const std::string message =
      "codegrid-train: error: caf\\xe9.json: name: found \"caf\\xe9\", the name of the config's "
      "file, expected UTF-8 without control characters; give the job a name of its own\n";
  expect_failure(place.train({"caf\xe9.json", "--validate"}), 2, message);
  expect_failure(place.train({"caf\xe9.json"}), 2, message);
  const Outcome named = place.train({"caf\xe9.json", "--set", "name=coffee"});
  EXPECT_EQ(named.code, 0) << named.err;
  EXPECT_TRUE(fs::exists(place.path() / "runs/coffee/0001/summary.json"));
}

TEST_F(OddName, AFolderOfDataThatIsNotUtf8IsRefusedAtOnce) {
  fs::create_directory(place.path() / "jos\xe9");
  fs::copy(place.path() / "job.json", place.path() / "jos\xe9/job.json");
  for (const bool validate : {true, false}) {
    std::vector<std::string> arguments{"jos\xe9/job.json"};
    if (validate) arguments.push_back("--validate");
    const Outcome outcome = place.train(arguments);
    EXPECT_EQ(outcome.code, 2);
    EXPECT_THAT(outcome.err, HasSubstr("jos\\xe9/job.json: data.root: found \""));
    EXPECT_THAT(outcome.err,
                EndsWith("/jos\\xe9\", expected UTF-8 without control characters, "
                         "since a run records it; name it through a link that is so\n"));
  }
  const Outcome elsewhere =
      place.train({"jos\xe9/job.json", "--set", "data.root=.", "--runs", "jos\xe9"});
  EXPECT_EQ(elsewhere.code, 0) << elsewhere.err;
}

TEST_F(OddName, RunsAndResultsMayLieInAFolderOfAnyBytes) {
  const Outcome trained = place.train({"job.json", "--runs",
                                       "l\xe4"
                                       "ufe"});
  ASSERT_EQ(trained.code, 0) << trained.err;
  const fs::path run = place.path() /
                       "l\xe4"
                       "ufe/job/latest";
  EXPECT_THAT(trained.out, HasSubstr("l\xe4"
                                     "ufe/job/0001/encoder.pt\n"))
      << "the files' own names";
  EXPECT_THAT(trained.err, EndsWith("/codegrid-cluster $'l\\xe4ufe/job/0001'\n"));
  const Outcome advised = place.shell("codegrid-cluster $'l\\xe4ufe/job/0001'");
  EXPECT_EQ(advised.code, 0) << advised.err;
  EXPECT_TRUE(fs::exists(run / "clusters/metrics.json"));
  EXPECT_EQ(place.train({"--resume", run, "--set", "training.epochs=3"}).code, 0);
  const Outcome apart =
      place.cluster({"--encoder", run / "encoder.pt", "--config", "job.json", "--out",
                     "gr\xfc"
                     "ppe"});
  EXPECT_EQ(apart.code, 0) << apart.err;
  EXPECT_TRUE(fs::exists(place.path() / "gr\xfc"
                                        "ppe/metrics.json"));
}

TEST_F(OddName, ANameTooLongForAFolderSaysHowLongItIs) {
  const std::string name(201, 'x');
  expect_failure(place.train({"job.json", "--set", "name=" + name}), 2,
                 "codegrid-train: error: job.json with --set: name: is 201 bytes long, expected at "
                 "most 200; a job without a name has that of the config's file\n");
}

TEST_F(OddName, AFileThatBeginsWithADashIsWrittenAsAPath) {
  fs::copy(place.path() / "job.json", place.path() / "-job.json");
  expect_failure(place.train({"-job.json"}), 2,
                 "codegrid-train: error: The following argument was not expected: -job.json; the "
                 "file of that name is ./-job.json\nTry codegrid-train --help\n");
  EXPECT_EQ(place.train({"./-job.json", "--validate"}).out, "./-job.json: valid\n");
  const Outcome trained = place.train({"job.json", "--runs", "-runs", "--set", "name=-x"});
  EXPECT_THAT(trained.err, EndsWith("/codegrid-cluster ./-runs/-x/0001\n"));
}

}  // namespace
}  // namespace codegrid
