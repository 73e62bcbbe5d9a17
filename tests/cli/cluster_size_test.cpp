#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>

#include "cli/run.hpp"

namespace codegrid {
namespace {

using testing::HasSubstr;
using testing::Not;

// Clusterings of one image, of many clusters, and of labels with gaps.
class ClusterSize : public TrainedCli {
 protected:
  // Of the data that `config` names, into `out`.
  Outcome cluster(const std::string& config, const std::string& out,
                  const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{
        "--encoder", "runs/job/0001/encoder.pt", "--config", config, "--out", out};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return place.cluster(arguments);
  }
};

TEST_F(ClusterSize, OfOneImageIsWordedAsOne) {
  place.write_images("images", 1);
  place.write_labels("labels", 1);
  const Outcome outcome =
      cluster("job.json", "out", {"--set", "clustering.k=1", "--set", "clustering.n_init=1"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("k-means: 1 code of 4 values, k = 1, 1 start, "));
  EXPECT_THAT(outcome.out, testing::ContainsRegex("silhouette \\(1 image\\) +not defined\n"));
  EXPECT_THAT(outcome.out, Not(testing::ContainsRegex("nan|1 [a-z]+s\\b")));
}

TEST_F(ClusterSize, OfManyClustersCanBeReadOnATerminal) {
  std::string pixels;  // no two images alike
  for (int i = 0; i < 150; ++i)
    for (int p = 0; p < 36; ++p) pixels += static_cast<char>((i * i * 7 + p * p * i) % 251);
  place.write("many", idx_bytes({150, 6, 6}, pixels));
  place.write("many-labels", idx_bytes({150}, std::string(75, '\x01') + std::string(75, '\xff')));
  place.write_config(
      "many.json", {{"train_images", "many"}, {"train_labels", "many-labels"}},
      {{"clustering", {{"k", 120}, {"n_init", 1}}}, {"pictures", {{"page", {1, 1}}, {"rows", 1}}}});
  const Outcome outcome = cluster("many.json", "out");
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_LT(std::count(outcome.out.begin(), outcome.out.end(), '\n'), 65) << outcome.out;
  EXPECT_THAT(outcome.out, HasSubstr("\nout/cluster_000.png to cluster_119.png (120 pictures)\n"));
  EXPECT_THAT(outcome.out,
              HasSubstr("\nthe 20 largest of 120 clusters\ncluster  images  majority"));
  EXPECT_THAT(outcome.out, HasSubstr("\nand 100 more, in clusters.csv\n"));
  for (const char* name : {"clusters.png", "clusters_5.png", "codes_5.png", "confusion_5.png"})
    EXPECT_TRUE(fs::exists(place.path() / "out" / name)) << name;
  EXPECT_FALSE(fs::exists(place.path() / "out/clusters_6.png"));
  const std::string csv = slurp(place.path() / "out/clusters.csv");
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 121);
  EXPECT_THAT(slurp(place.path() / "out/confusion.txt"),
              HasSubstr("\nand 100 more clusters, in confusion.csv\n"));
  const std::string confusion = slurp(place.path() / "out/confusion.csv");
  EXPECT_EQ(std::count(confusion.begin(), confusion.end(), ','), 3 * 120);
  EXPECT_THAT(confusion, HasSubstr("\n255,"));
}

TEST_F(ClusterSize, HasNoRowsForLabelsThatNoImageHas) {
  for (const auto& [low, high] : {std::pair{1, 26}, {0, 255}}) {
    std::string labels;
    for (int i = 0; i < 60; ++i) labels += static_cast<char>(i % 2 == 0 ? low : high);
    place.write("labels", idx_bytes({60}, labels));
    const std::string out = fmt::format("out{}", high);
    const Outcome outcome = cluster("job.json", out);
    ASSERT_EQ(outcome.code, 0) << outcome.err;
    const std::string csv = slurp(place.path() / out / "confusion.csv");
    EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 3);
    EXPECT_THAT(csv, HasSubstr(fmt::format("\n{},", low)));
    EXPECT_THAT(csv, HasSubstr(fmt::format("\n{},", high)));
    EXPECT_THAT(outcome.out, HasSubstr(slurp(place.path() / out / "confusion.txt")));
  }
}

}  // namespace
}  // namespace codegrid
