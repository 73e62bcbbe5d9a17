#include <gmock/gmock.h>

#include "cli/run.hpp"

namespace codegrid {
namespace {

using testing::HasSubstr;

class BadData : public Cli {
 protected:
  // What the program says of `bytes` as image file.
  std::string complaint(std::string_view bytes) {
    place.write("images", bytes);
    return complaint();
  }
  std::string complaint() {
    const Outcome outcome = place.train({"job.json"});
    EXPECT_EQ(outcome.code, 3);
    EXPECT_EQ(outcome.out, "");
    EXPECT_TRUE(place.below("runs").empty());
    EXPECT_THAT(outcome.err, testing::StartsWith("codegrid-train: error: "));
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    return outcome.err;
  }
  std::string images = slurp(place.path() / "images");
};

TEST_F(BadData, MissingFile) {
  fs::remove(place.path() / "images");
  EXPECT_THAT(complaint(), HasSubstr("images: cannot read: No such file or directory"));
}

TEST_F(BadData, EmptyOrTruncatedAnywhere) {
  for (const std::size_t length :
       {std::size_t{0}, std::size_t{3}, std::size_t{10}, images.size() - 1}) {
    EXPECT_THAT(complaint(images.substr(0, length)), HasSubstr("images: ")) << length;
  }
}

TEST_F(BadData, WrongMagicTypeOrLength) {
  std::string wrong = images;
  wrong[0] = 'P';
  complaint(wrong);
  wrong = images;
  wrong[2] = '\x0D';  // float
  complaint(wrong);
  complaint(images + "x");
}

TEST_F(BadData, NoImagesOrMoreThanAnyFileHolds) {
  complaint(idx_bytes({0, 6, 6}, ""));
  complaint(idx_bytes({60, 0, 6}, ""));
  complaint(idx_bytes({0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF}, "x"));
  complaint(idx_bytes({0x7FFFFFFF, 6, 6}, "x"));
}

TEST_F(BadData, BrokenGzip) { complaint(std::string("\x1F\x8B\x08\x00garbage", 11)); }

TEST_F(BadData, LabelsOfAnotherCount) {
  place.write_labels("labels", 59);
  EXPECT_THAT(complaint(), testing::AllOf(HasSubstr("59"), HasSubstr("60")));
}

TEST_F(BadData, OneGreyEverywhereCannotBeScaled) {
  complaint(idx_bytes({60, 6, 6}, std::string(60 * 36, '\x11')));
}

}  // namespace
}  // namespace codegrid
