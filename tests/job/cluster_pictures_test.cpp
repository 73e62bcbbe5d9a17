#include "job/cluster_pictures.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "core/error.hpp"
#include "job/cluster_choice.hpp"
#include "job/cluster_fixtures.hpp"
#include "job/fixtures.hpp"
#include "tensor/random.hpp"

namespace codegrid {
namespace {

using testing::ElementsAre;

// What is drawn of small random images in a folder of its own.
class Drawn {
 public:
  Drawn(const Clustering& clustering, const PictureOptions& options, std::int64_t side = 4,
        std::size_t most_pictures = kMostClusterPictures) {
    const std::int64_t count = clustering.assignments.numel();
    at::Generator generator = make_generator(1, Purpose::kPictures);
    const ImageSet images{at::randint(255, {count, 1, side, side}, generator, at::kByte), {}};
    PictureFiles files(folder_.path(), said_.progress());
    const at::Tensor codes = at::rand({count, 3}, generator, at::kFloat);
    draw_clusters(
        files, {images, PixelScale{0, 255}, codes, clustering, {}}, options, generator,
        [&](std::int64_t done, std::int64_t of) { seen_.emplace_back(done, of); }, most_pictures);
    EXPECT_TRUE(files.missing().empty());
  }

  std::vector<std::string> names() const { return names_in(folder_.path()); }
  PngSize size(const std::string& name) const { return png_size(folder_.path() / name); }
  std::string bytes(const std::string& name) const { return slurp(folder_.path() / name); }
  const std::vector<std::pair<std::int64_t, std::int64_t>>& seen() const { return seen_; }

 private:
  TemporaryFolder folder_;
  Said said_;
  std::vector<std::pair<std::int64_t, std::int64_t>> seen_;
};

// Clusters 0 to k - 1 of `each` members.
Clustering equal_clusters(std::int64_t k, std::int64_t each) {
  std::vector<std::int64_t> assignments;
  for (std::int64_t i = 0; i < k * each; ++i) assignments.push_back(i % k);
  return clustering_of(assignments, k);
}

TEST(ClusterPictures, NeedNoCentroids) {
  for (const Samples samples : {Samples::kRandom, Samples::kNearest, Samples::kFarthest}) {
    PictureOptions options;
    options.samples = samples;
    EXPECT_THAT(Drawn(clustering_of({0, 1, 2, 0, 0, 1}, 3), options).names(),
                ElementsAre("cluster_00.png", "cluster_01.png", "cluster_02.png", "clusters.png",
                            "codes.png"));
  }
}

TEST(ClusterPictures, HaveAPageOfWhatIsInNoClusterAndABlankOneOfAnEmptyCluster) {
  EXPECT_THAT(Drawn(clustering_of({0, 1, -1, 0, -1, 1}, 3), {}).names(),
              ElementsAre("cluster_00.png", "cluster_01.png", "cluster_02.png", "cluster_none.png",
                          "clusters.png", "codes.png"));
}

TEST(ClusterPictures, HaveNumbersAsLongAsTheLastOnesSoThatNamesSortAsClustersDo) {
  PictureOptions options;
  options.rows = 1;
  options.page_rows = options.page_columns = 1;
  EXPECT_EQ(Drawn(equal_clusters(100, 1), options).names().front(), "cluster_00.png");
  const std::vector<std::string> names = Drawn(equal_clusters(101, 1), options).names();
  for (std::size_t cluster = 0; cluster <= 100; ++cluster)
    EXPECT_EQ(names[cluster], fmt::format("cluster_{:03}.png", cluster));
}

TEST(ClusterPictures, OfSmallClustersEndAfterTheirImages) {
  PictureOptions options;
  options.page_rows = 10;
  options.page_columns = 4;
  const Drawn drawn(clustering_of({0, 0, 0, 0, 0, 1, 2, 2, 2, 2, 2, 2, 2, 2}, 3), options);
  const PngSize five = drawn.size("cluster_00.png");
  const PngSize one = drawn.size("cluster_01.png");
  const PngSize eight = drawn.size("cluster_02.png");
  EXPECT_EQ(five.height, eight.height) << "two rows of four";
  EXPECT_EQ(five.height - one.height, 64) << "a row less";
}

TEST(ClusterPictures, OfManyClustersShowTwentyAPageTheLargestFirst) {
  std::vector<std::int64_t> assignments;
  for (std::int64_t cluster = 0; cluster < 45; ++cluster)
    assignments.insert(assignments.end(), static_cast<std::size_t>(1 + cluster), cluster);
  PictureOptions options;
  options.rows = 2;
  const Drawn drawn(clustering_of(assignments, 45), options);
  EXPECT_THAT(drawn.names(),
              testing::IsSupersetOf({"clusters.png", "clusters_2.png", "clusters_3.png",
                                     "codes.png", "codes_2.png", "codes_3.png", "cluster_44.png"}));
  EXPECT_EQ(drawn.names().size(), 45U + 6U);
  // 15 on each page: 8 and 7 side by side.
  EXPECT_EQ(drawn.size("clusters.png").width, drawn.size("clusters_3.png").width);
  EXPECT_EQ(drawn.size("clusters.png").height, drawn.size("clusters_3.png").height);
  EXPECT_LT(drawn.size("clusters.png").height, 700);
}

TEST(ClusterPictures, AreOfTheLargestClustersWhereNobodyLooksThroughAllOfThem) {
  std::vector<std::int64_t> assignments{0};  // the smallest, and the first
  for (std::int64_t cluster = 1; cluster < 110; ++cluster)
    assignments.insert(assignments.end(), cluster == 23 ? 1 : 2, cluster);
  PictureOptions options;
  options.rows = 1;
  options.page_rows = options.page_columns = 1;
  const Drawn largest(clustering_of(assignments, 110), options, 4, 108);
  EXPECT_EQ(largest.names().size(), 108U + 2 * kMostPages);
  EXPECT_EQ(largest.names().front(), "cluster_001.png");
  EXPECT_THAT(largest.names(), testing::Not(testing::Contains("cluster_023.png")));
  EXPECT_THAT(largest.seen().front(), testing::Pair(0, 108));
  EXPECT_THAT(largest.seen().back(), testing::Pair(107, 108));
}

TEST(ClusterPictures, OfClustersOnThePagesAreAlwaysThere) {
  PictureOptions options;
  options.rows = options.page_rows = options.page_columns = 1;
  EXPECT_EQ(Drawn(equal_clusters(21, 1), options, 4, 1).names().size(), 21U + 4U);
}

TEST(ClusterPictures, OfOneGeneratorAreTheSameEachTime) {
  PictureOptions options;
  options.page_rows = options.page_columns = 2;
  std::vector<std::int64_t> assignments;
  for (std::int64_t i = 0; i < 120; ++i) assignments.push_back(i % 24);
  const Drawn few(clustering_of(assignments, 24), options);
  const Drawn again(clustering_of(assignments, 24), options);
  for (const std::string& name : few.names()) EXPECT_EQ(few.bytes(name), again.bytes(name)) << name;
}

TEST(ClusterPictures, OfLargeImagesShowEveryPixelOfThemUpTo256) {
  PictureOptions options;
  options.page_columns = 2;
  const auto width = [&](std::int64_t side, const char* name) {
    return Drawn(equal_clusters(2, 2), options, side).size(name).width;
  };
  const int one_more_pixel = 2;  // two columns
  for (const char* name : {"clusters.png", "cluster_00.png"}) {
    EXPECT_EQ(width(200, name) - width(199, name), one_more_pixel) << name;
    EXPECT_EQ(width(700, name), width(256, name)) << name;
  }
  EXPECT_EQ(width(56, "cluster_00.png"), width(28, "cluster_00.png"));
  EXPECT_EQ(width(84, "clusters.png"), width(28, "clusters.png"));
}

TEST(ClusterPictures, StayBelowFourThousandPixelsWhateverTheRows) {
  PictureOptions options;
  options.rows = options.page_rows = options.page_columns = 100;
  const Drawn drawn(equal_clusters(20, 120), options, 40);
  for (const std::string& name : drawn.names()) {
    EXPECT_LT(drawn.size(name).width, 4000) << name;
    EXPECT_LT(drawn.size(name).height, 4000) << name;
  }
}

// What one cluster of four images of 3 x 64 x 64 is drawn as.
std::string page_of(const ImageSet& images, const std::vector<std::int64_t>& majority,
                    const LabelNames& names, Tone tone) {
  const TemporaryFolder folder;
  Said said;
  PictureFiles files(folder.path(), said.progress());
  const Clustering clustering = clustering_of({0, 0, 0, 0}, 1);
  const at::Tensor codes = at::zeros({4, 2});
  draw_clusters(files, {images, PixelScale{0, 255}, codes, clustering, majority, names, tone}, {},
                make_generator(1, Purpose::kPictures), [](std::int64_t, std::int64_t) {});
  EXPECT_TRUE(files.missing().empty()) << said.words();
  return slurp(folder.path() / "cluster_00.png");
}

TEST(ClusterPictures, NameLabelsByTheirNames) {
  const ImageSet images{at::zeros({4, 3, 64, 64}, at::kByte), at::zeros({4}, at::kLong)};
  const auto with = [&](const LabelNames& names) {
    return page_of(images, {0}, names, Tone::kLight);
  };
  EXPECT_EQ(with({}), with(LabelNames({"0"})));
  EXPECT_NE(with({}), with(LabelNames({"cat"})));
  EXPECT_EQ(with(LabelNames({std::string(25, 'x')})), with(LabelNames({std::string(99, 'x')})));
}

TEST(ClusterPictures, OfGreyPhotographsAreNoNegatives) {
  const at::Tensor grey = at::arange(64, at::kByte).expand({4, 1, 64, 64}).contiguous();
  const auto page = [](const at::Tensor& images, Tone tone) {
    return page_of({images, {}}, {}, {}, tone);
  };
  const at::Tensor color = grey.expand({4, 3, 64, 64}).contiguous();
  EXPECT_EQ(page(grey, Tone::kLight), page(color, Tone::kInk));
  EXPECT_EQ(page(255 - grey, Tone::kNegative), page(color, Tone::kInk));
  EXPECT_EQ(page(255 - grey, Tone::kInk), page(color, Tone::kInk));
  EXPECT_NE(page(grey, Tone::kInk), page(color, Tone::kInk));
}

}  // namespace
}  // namespace codegrid
