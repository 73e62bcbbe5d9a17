#include <gmock/gmock.h>

#include "cli/run.hpp"

namespace codegrid {
namespace {

using testing::HasSubstr;

using PipedConfig = Cli;

TEST_F(PipedConfig, HasItsPathsInTheWorkingFolder) {
  const Outcome outcome = place.shell("codegrid-train <(cat job.json)");
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(place.json("runs/job/0001/config.json").at("data").at("root"),
            fs::canonical(place.path()).string());
}

TEST_F(PipedConfig, MayComeThroughStandardInput) {
  const Outcome piped = place.shell("cat job.json | codegrid-train - --set training.epochs=1");
  EXPECT_EQ(piped.code, 0) << piped.err;
  EXPECT_EQ(place.json("runs/job/latest/summary.json").at("epochs"), 1);
  fs::create_directory(place.path() / "elsewhere");
  fs::rename(place.path() / "job.json", place.path() / "elsewhere/other.json");
  const Outcome redirected = place.shell("codegrid-train - <elsewhere/other.json --validate");
  EXPECT_EQ(redirected.out, "standard input: valid\n") << redirected.err;
  const Outcome by_name = place.shell("codegrid-train /dev/stdin <elsewhere/other.json");
  EXPECT_EQ(by_name.code, 0) << by_name.err;
  EXPECT_TRUE(fs::exists(place.path() / "runs/job/0002/summary.json")) << "named job, too";
}

TEST_F(PipedConfig, ClustersAsWell) {
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  const Outcome outcome = place.shell(
      "codegrid-cluster --encoder runs/job/latest/encoder.pt --config - --out groups "
      "--set clustering.k=2 <job.json");
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(place.json("groups/config.json").at("clustering").at("k"), 2);
}

TEST_F(PipedConfig, SaysWhereAProblemStands) {
  const Outcome wrong = place.shell("echo '{\"data\": {}}' | codegrid-train -");
  EXPECT_EQ(wrong.code, 2);
  EXPECT_EQ(wrong.err,
            "codegrid-train: error: standard input: data.root: missing; expected a path\n");
  const Outcome nothing = place.shell("codegrid-train - </dev/null");
  EXPECT_EQ(nothing.code, 2);
  EXPECT_EQ(nothing.err, "codegrid-train: error: standard input: is a device, expected a file\n");
  const Outcome closed = place.shell("codegrid-train - <&-");
  EXPECT_EQ(closed.code, 2);
  EXPECT_EQ(closed.err,
            "codegrid-train: error: standard input: is closed, expected a text there\n");
  EXPECT_THAT(place.train({"--help"}).out, HasSubstr("or - for standard input"));
}

}  // namespace
}  // namespace codegrid
