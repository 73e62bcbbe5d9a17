#include "job/assign/code_rows.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "job/assign/tiny_clusters.hpp"

namespace codegrid {
namespace {

class CodeRowsOf : public testing::TestWithParam<ClusteringMethod> {
 protected:
  // What is written of the images of the clustering itself, two pieces.
  std::vector<std::string> lines(const TinyClusters& tiny, bool recognize) {
    Said said;
    FoundClusters found =
        find_clusters({.folder = tiny.place(), .recognize = recognize}, tiny.file(), tiny.metadata,
                      Doubts(false, said.progress()), said.progress());
    std::vector<LoadedEncoder> encoders;
    encoders.push_back(tiny.loaded());
    CodeRows rows(std::move(encoders), std::move(found), RowFormat::kCsv, std::nullopt);
    testing::internal::CaptureStdout();
    rows.begin();
    rows.write_array("some", 0, tiny.images.slice(0, 0, 100));
    rows.write_array("some", 100, tiny.images.slice(0, 100, 300));
    EXPECT_EQ(rows.written(), 300);
    std::istringstream text(testing::internal::GetCapturedStdout());
    std::vector<std::string> all;
    for (std::string line; std::getline(text, line);) all.push_back(line);
    return all;
  }
};

TEST_P(CodeRowsOf, TheClustersOfImagesOfTheClustering) {
  const TinyClusters tiny(GetParam());
  for (const bool recognize : {true, false}) {
    const std::vector<std::string> all = lines(tiny, recognize);
    ASSERT_EQ(all.size(), 301U);
    for (std::int64_t i = 0; i < 300; ++i) {
      const std::string& line = all[static_cast<std::size_t>(i) + 1];
      EXPECT_EQ(line.find("some," + std::to_string(i) + "," +
                          std::to_string(tiny.clusters[i].item<std::int64_t>()) + ","),
                0U)
          << line;
      EXPECT_TRUE(line.ends_with(recognize ? ",true" : ",false"));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Every, CodeRowsOf,
                         testing::Values(ClusteringMethod::kKMeans,
                                         ClusteringMethod::kSphericalKMeans,
                                         ClusteringMethod::kGaussianMixture,
                                         ClusteringMethod::kGraph, ClusteringMethod::kSpectral,
                                         ClusteringMethod::kHdbscan, ClusteringMethod::kRefined));

}  // namespace
}  // namespace codegrid
