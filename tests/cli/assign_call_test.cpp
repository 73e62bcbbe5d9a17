#include <gmock/gmock.h>

#include "cli/run.hpp"

namespace codegrid {
namespace {

using testing::HasSubstr;

// What codegrid-assign asks for.
class AssignCall : public TrainedCli {};

TEST_F(AssignCall, AsksForWhatIsMissing) {
  EXPECT_EQ(place.assign({"runs/job/0001", "images"}).err,
            "codegrid-assign: error: runs/job/0001: has no clusters yet that images could be "
            "assigned to; group it first: " CODEGRID_BIN_DIR "/codegrid-cluster runs/job/0001\n");
  ASSERT_EQ(place.cluster({"runs/job/latest"}).code, 0);
  const auto usage = [&](const std::vector<std::string>& arguments) {
    const Outcome outcome = place.assign(arguments);
    EXPECT_EQ(outcome.code, 2) << outcome.err;
    EXPECT_EQ(outcome.out, "");
    return outcome.err;
  };
  EXPECT_EQ(usage({}),
            "codegrid-assign: error: give RUN_DIR, or --encoder and --centroids, and then IMAGES\n"
            "Try codegrid-assign --help\n");
  EXPECT_THAT(usage({"runs/job/0001"}), HasSubstr("IMAGES are missing: "));
  EXPECT_THAT(usage({"--centroids", "x", "y"}), HasSubstr("--centroids goes with --encoder"));
  EXPECT_THAT(usage({"--encoder", "x", "y"}), HasSubstr("--encoder goes with either"));
  EXPECT_THAT(usage({"runs/job/0001", "images", "-0"}), HasSubstr("-0 is of the list"));
  EXPECT_THAT(usage({"images", "images"}), HasSubstr("images: not a run folder"));
  EXPECT_THAT(usage({"runs/job/0001", "images", "--link-into", "a", "--copy-into", "b"}),
              HasSubstr("give --link-into or --copy-into, not both"));
  EXPECT_THAT(usage({"runs/job/0001", "images", "--format", "xml"}), HasSubstr("xml"));
}

TEST_F(AssignCall, AnEncoderThatIsNotTheClusteringsTakesTrust) {
  ASSERT_EQ(place.cluster({"runs/job/latest"}).code, 0);
  ASSERT_EQ(place.train({"job.json", "--set", "seed=2"}).code, 0);
  const std::vector<std::string> arguments{"--encoder", "runs/job/0002/encoder.pt", "--clusters",
                                           "runs/job/0001/clusters", "images"};
  const Outcome refused = place.assign(arguments);
  EXPECT_EQ(refused.code, 3);
  EXPECT_EQ(refused.out, "");
  EXPECT_THAT(refused.err, HasSubstr("runs/job/0002/encoder.pt: not the encoder whose codes were "
                                     "clustered in runs/job/0001/clusters"));
  std::vector<std::string> trusting = arguments;
  trusting.emplace_back("--trust");
  const Outcome trusted = place.assign(trusting);
  EXPECT_EQ(trusted.code, 0);
  EXPECT_THAT(trusted.err, HasSubstr("used all the same, as --trust says\n"));
}

}  // namespace
}  // namespace codegrid
