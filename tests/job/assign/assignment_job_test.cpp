#include "job/assign/assignment_job.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "job/assign/tiny_clusters.hpp"

namespace codegrid {
namespace {

using testing::HasSubstr;

class AssignmentOf : public testing::Test {
 protected:
  AssignmentReport run(std::vector<std::string> images) {
    AssignmentRequest request;
    request.encoder = tiny.folder.path() / "encoder.pt";
    request.clusters.folder = tiny.place();
    request.images = std::move(images);
    request.threads = 1;
    testing::internal::CaptureStdout();
    const AssignmentReport report = run_assignment(request, said.progress());
    out = testing::internal::GetCapturedStdout();
    return report;
  }
  // Picture i of the clustering, as a file.
  std::string picture(const std::string& name, std::int64_t i) const {
    const at::Tensor image = tiny.images[i].contiguous();
    const auto* pixels = static_cast<const char*>(image.const_data_ptr());
    return tiny.folder.write(name, pnm(4, 5, {pixels, 20})).string();
  }
  std::string row_start(const std::string& path, std::int64_t i) const {
    return path + ",," + std::to_string(tiny.clusters[i].item<std::int64_t>()) + ",";
  }

  ThreadsFor as_before{at::get_num_threads()};
  TinyClusters tiny;
  Said said;
  std::string out;
};

TEST_F(AssignmentOf, PicturesGoInTheOrderGiven) {
  const std::string b = picture("b.pgm", 7);
  const std::string a = picture("a.pgm", 4);
  const std::string in_folder = picture("some/z.pgm", 5);
  const AssignmentReport report = run({b, (tiny.folder.path() / "some").string(), a});
  EXPECT_EQ(report.assigned, 3);
  EXPECT_EQ(report.skipped, 0);
  const auto first = out.find(row_start(b, 7));
  const auto second = out.find(row_start(in_folder, 5));
  const auto third = out.find(row_start(a, 4));
  EXPECT_LT(first, second);
  EXPECT_LT(second, third);
  EXPECT_NE(third, std::string::npos) << out;
  EXPECT_THAT(out, testing::Not(HasSubstr("false")));
}

TEST_F(AssignmentOf, WhatIsBadIsNamedAndTheOthersGoOn) {
  const std::string good = picture("good.pgm", 1);
  const std::string text = tiny.folder.write("text.jpg", "some text\n").string();
  const std::string wide = tiny.folder.write("wide", idx_bytes({1, 2, 2}, "abcd")).string();
  const std::string nowhere = (tiny.folder.path() / "nowhere").string();
  const AssignmentReport report = run({text, wide, nowhere, good});
  EXPECT_EQ(report.assigned, 1);
  EXPECT_EQ(report.skipped, 3);
  EXPECT_THAT(out, HasSubstr(row_start(good, 1)));
  EXPECT_THAT(said.words(), HasSubstr("skipped: " + text + ": "));
  EXPECT_THAT(said.words(), HasSubstr("skipped: " + wide +
                                      ": holds images of shape [1, 2, 2], but the encoder "
                                      "takes [1, 4, 5]; "));
  EXPECT_THAT(said.words(),
              HasSubstr("skipped: " + nowhere + ": cannot be read: No such file or directory\n"));
}

}  // namespace
}  // namespace codegrid
