#include <gmock/gmock.h>

#include "cli/run.hpp"

namespace codegrid {
namespace {

using testing::HasSubstr;

// "link" leads to far/sub, so that "link/.." is far.
class Path : public Cli {
 protected:
  Path() {
    fs::create_directories(place.path() / "far/sub");
    fs::create_directories(place.path() / "far/data");
    for (const char* name : {"images", "labels"})
      fs::rename(place.path() / name, place.path() / "far/data" / name);
    fs::create_directory_symlink("far/sub", place.path() / "link");
    place.write_config("far/job.json", {{"root", "data"}, {"train_labels", "labels"}});
    place.write_config("linked.json", {{"root", "link/../data"}, {"train_labels", "labels"}});
  }
};

TEST_F(Path, OfDataInAConfigLeadsThroughALink) {
  const Outcome trained = place.train({"linked.json"});
  ASSERT_EQ(trained.code, 0) << trained.err;
  EXPECT_EQ(place.json("runs/linked/0001/config.json").at("data").at("root"),
            (place.path() / "link/../data").string());
  const Outcome clustered = place.cluster({"runs/linked/latest"});
  EXPECT_EQ(clustered.code, 0) << clustered.err;
  const Outcome resumed =
      place.train({"--resume", "runs/linked/latest", "--set", "training.epochs=3"});
  EXPECT_EQ(resumed.code, 0) << resumed.err;
}

TEST_F(Path, OnTheCommandLineLeadsThroughALink) {
  const Outcome trained = place.train(
      {"link/../job.json", "--runs", "link/../runs", "--set", "data.root=link/../data"});
  ASSERT_EQ(trained.code, 0) << trained.err;
  const fs::path run = place.path() / "far/runs/job/0001";
  EXPECT_TRUE(fs::exists(run / "summary.json"));
  const Outcome clustered =
      place.cluster({"--encoder", "link/../runs/job/latest/encoder.pt", "--config",
                     "link/../job.json", "--out", "link/../clusters"});
  EXPECT_EQ(clustered.code, 0) << clustered.err;
  EXPECT_TRUE(fs::exists(place.path() / "far/clusters/assignments.csv"));
  const Outcome resumed =
      place.train({"--resume", "link/../runs/job/latest", "--set", "training.epochs=3"});
  EXPECT_EQ(resumed.code, 0) << resumed.err;
}

TEST_F(Path, WithTheShellsHomeInItIsRefusedBeforeAFolderIsMade) {
  const std::string home =
      place.shell("HOME=/home/me codegrid-train far/job.json --runs=~/runs").err;
  EXPECT_EQ(home,
            "codegrid-train: error: --runs: found \"~/runs\"; \"~\" is the home folder to a shell "
            "only: write \"/home/me/runs\"\n");
  const Outcome out =
      place.cluster({"--encoder", "encoder.pt", "--config", "far/job.json", "--out", "~/clusters"});
  EXPECT_EQ(out.code, 2);
  EXPECT_THAT(out.err, HasSubstr("--out: found \"~/clusters\"; \"~\" is the home folder"));
  const Outcome data = place.train({"far/job.json", "--set", "data.root=~/data", "--validate"});
  EXPECT_EQ(data.code, 2);
  EXPECT_THAT(data.err,
              HasSubstr("data.root: found \"~/data\", expected a path; \"~\" is the home"));
  EXPECT_THAT(place.train({"~/job.json"}).err,
              HasSubstr("~/job.json: cannot read: No such file or directory; \"~\" is the home"));
  EXPECT_THAT(place.train({"--resume", "~/run"}).err, HasSubstr("\"~\" is the home folder"));
  EXPECT_FALSE(fs::exists(place.path() / "~"));
}

TEST_F(Path, WithANulInAConfigIsRefused) {
  for (const char* key : {"root", "train_images", "train_labels", "test_images"}) {
    nlohmann::json data{{"root", "far/data"}};
    data[key] = std::string("images\0.other", 13);
    place.write_config("nul.json", data);
    expect_failure(place.train({"nul.json"}), 2,
                   fmt::format("codegrid-train: error: nul.json: data.{}: found "
                               "\"images\\u0000.other\", expected a path without control "
                               "characters\n",
                               key));
  }
}

TEST_F(Path, WithACarriageReturnAtItsEndIsShownAndRefused) {
  expect_failure(place.train({"far/job.json", "--runs", "out\r"}), 2,
                 "codegrid-train: error: --runs: found \"out\\r\", expected a path without control "
                 "characters\n");
  expect_failure(
      place.train({"far/job.json\r"}), 2,
      "codegrid-train: error: far/job.json\\r: cannot read: No such file or directory\n");
  const Outcome assigned = place.train({"far/job.json", "--set", "data.root=data\r"});
  EXPECT_EQ(
      assigned.err,
      "codegrid-train: error: --set data.root=data\\r: data.root: found \"data\\r\", expected "
      "a path without control characters\n");
}

}  // namespace
}  // namespace codegrid
