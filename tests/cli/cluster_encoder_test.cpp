#include <gmock/gmock.h>

#include "cli/run.hpp"

namespace codegrid {
namespace {

using testing::HasSubstr;

// Encoders that are none, or are not those of the run.
class ClusterEncoder : public TrainedCli {};

const std::string kAdvice =
    "A TorchScript file can run code when it is loaded. Only if you know where this one comes "
    "from, "
    "use it all the same with --trust\n";

TEST_F(ClusterEncoder, RefusesWhatIsNoEncoder) {
  const auto with = [&](const std::string& encoder, const std::string& config) {
    const Outcome outcome =
        place.cluster({"--encoder", encoder, "--config", config, "--out", "out"});
    EXPECT_EQ(outcome.code, 3);
    EXPECT_EQ(outcome.out, "");
    EXPECT_FALSE(fs::exists(place.path() / "out"));
    return outcome.err;
  };
  EXPECT_EQ(with("missing.pt", "job.json"),
            "codegrid-cluster: error: missing.pt: cannot read: No such file or directory\n");
  place.write("empty.pt", "");
  EXPECT_EQ(with("empty.pt", "job.json"),
            "codegrid-cluster: error: empty.pt: empty; expected an encoder file (encoder.pt)\n");
  place.write("text.pt", "some text\n");
  EXPECT_THAT(with("text.pt", "job.json"), HasSubstr("text.pt: no TorchScript file"));
  place.write("small", idx_bytes({2, 3, 3}, std::string(18, 'x')));
  place.write_config("small.json", {{"train_images", "small"}});
  EXPECT_EQ(with("runs/job/0001/encoder.pt", "small.json"),
            "codegrid-cluster: error: runs/job/0001/encoder.pt: takes images of shape [1, 6, 6], "
            "but the data's are [1, 3, 3]\n" +
                kAdvice);
}

TEST_F(ClusterEncoder, AnEncoderThatItsRunsTrainingDidNotWriteTakesTrust) {
  ASSERT_EQ(place.train({"job.json", "--set", "seed=2"}).code, 0);
  fs::copy_file(place.path() / "runs/job/0002/encoder.pt",
                place.path() / "runs/job/0001/encoder.pt", fs::copy_options::overwrite_existing);
  const Outcome refused = place.cluster({"runs/job/0001"});
  EXPECT_EQ(refused.code, 3);
  const std::string why =
      "runs/job/0001/encoder.pt: not the file that the training wrote (its SHA-256 is not the one "
      "in summary.json)";
  EXPECT_EQ(refused.err, "codegrid-cluster: error: " + why + "\n" + kAdvice);
  EXPECT_FALSE(fs::exists(place.path() / "runs/job/0001/clusters"));
  const Outcome trusted = place.cluster({"runs/job/0001", "--trust"});
  EXPECT_EQ(trusted.code, 0);
  EXPECT_THAT(trusted.err, HasSubstr("warning: " + why + "; used all the same, as --trust says\n"));
}

TEST_F(ClusterEncoder, AnEncoderThatSaysNothingOfItselfTakesTrust) {
  ASSERT_EQ(place.cluster({"runs/job/0001"}).code, 0);
  // The same TorchScript, its metadata under a name that nobody looks for.
  std::string bytes = slurp(place.path() / "runs/job/0001/encoder.pt");
  for (auto at = bytes.find("metadata.json"); at != std::string::npos;
       at = bytes.find("metadata.json", at))
    bytes.replace(at, 13, "metadata.none");
  place.write("foreign.pt", bytes);
  std::vector<std::string> arguments{"--encoder", "foreign.pt", "--config",
                                     "job.json",  "--out",      "out"};
  const Outcome refused = place.cluster(arguments);
  EXPECT_EQ(refused.code, 3);
  const std::string why =
      "foreign.pt: a TorchScript file without metadata.json inside; expected an encoder.pt of "
      "codegrid-train";
  EXPECT_EQ(refused.err, "codegrid-cluster: error: " + why + "\n" + kAdvice);
  EXPECT_FALSE(fs::exists(place.path() / "out"));
  arguments.emplace_back("--trust");
  const Outcome trusted = place.cluster(arguments);
  EXPECT_EQ(trusted.code, 0) << trusted.err;
  EXPECT_THAT(trusted.err, HasSubstr("warning: " + why));
  for (const char* file : {"codes.npy", "assignments.csv", "clusters.png"})
    EXPECT_TRUE(slurp(place.path() / "out" / file) ==
                slurp(place.path() / "runs/job/0001/clusters" / file))
        << file;
}

TEST_F(ClusterEncoder, ARunOfAnotherFormatIsRefusedByName) {
  const auto change = [&](const std::string& file, const auto& by) {
    nlohmann::json json = place.json("runs/job/0001/" + file);
    by(json);
    place.write("runs/job/0001/" + file, json.dump());
  };
  const std::string unvouched =
      "codegrid-cluster: error: runs/job/0001: has no summary.json with the SHA-256 of its "
      "encoder.pt; its training did not finish, or an older codegrid wrote it\n" +
      kAdvice;
  change("summary.json", [](auto& json) { json.erase("encoder_sha256"); });
  EXPECT_EQ(place.cluster({"runs/job/0001"}).err, unvouched);
  fs::remove(place.path() / "runs/job/0001/summary.json");
  EXPECT_EQ(place.cluster({"runs/job/0001"}).err, unvouched);
  change("environment.json", [](auto& json) { json["format_version"] = 2; });
  for (const Outcome& outcome :
       {place.cluster({"runs/job/0001"}), place.train({"--resume", "runs/job/0001"})}) {
    EXPECT_EQ(outcome.code, 2);
    EXPECT_THAT(outcome.err,
                HasSubstr("runs/job/0001: a run of format 2; this program reads format 1\n"));
  }
}

}  // namespace
}  // namespace codegrid
