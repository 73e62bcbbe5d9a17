#include <fmt/format.h>
#include <gmock/gmock.h>

#include "cli/run.hpp"
#include "data/fixtures.hpp"

namespace codegrid {
namespace {

class BadData : public Cli {
 protected:
  // The program refuses the data, leaves nothing, and says one line: `message`, of `file`.
  void expect_complaint(const std::string& message, const std::string& file = "images") {
    expect_failure(
        place.train({"job.json"}), 3,
        "codegrid-train: error: " + (place.path() / file).string() + ": " + message + "\n");
  }
  void expect_complaint_of(std::string_view bytes, const std::string& message) {
    place.write("images", bytes);
    expect_complaint(message);
  }
  std::string images = slurp(place.path() / "images");
  const std::string wanted =
      "expected an IDX image file: 00 00 08 03, then count, height and width";
};

TEST_F(BadData, MissingFile) {
  fs::remove(place.path() / "images");
  expect_complaint("cannot read: No such file or directory");
}

TEST_F(BadData, MissingFileBesideASimilarOne) {
  fs::rename(place.path() / "images", place.path() / "images.gz");
  expect_complaint(
      "cannot read: No such file or directory; did you mean images.gz, in the same folder?");
}

TEST_F(BadData, AFolderOrADeviceInPlaceOfTheFile) {
  fs::remove(place.path() / "images");
  fs::create_directory(place.path() / "images");
  expect_complaint("cannot read: Is a directory");
  place.write_config("job.json", {{"train_images", "/dev/zero"}});
  expect_failure(place.train({"job.json"}), 3,
                 "codegrid-train: error: /dev/zero: is a device, expected a file\n");
}

TEST_F(BadData, AnotherKindOfFile) {
  expect_complaint_of("<!DOCTYPE html><html><body>404</body></html>\n",
                      "is a web page (HTML); " + wanted +
                          "; the server sent a page instead of the file: fetch it again");
  expect_complaint_of(gzip_bytes(gzip_bytes(images)),
                      "holds gzip data inside gzip; " + wanted + "; unpack it first (gunzip)");
}

TEST_F(BadData, PaddingAfterGzipIsNone) {
  place.write("images", gzip_bytes(images) + std::string(512, '\0'));
  EXPECT_EQ(place.train({"job.json"}).code, 0);
}

TEST_F(BadData, EmptyOrTruncatedAnywhere) {
  expect_complaint_of("", "is empty; " + wanted);
  expect_complaint_of(images.substr(0, 3), "ends after 3 of the 4 magic bytes; " + wanted);
  expect_complaint_of(images.substr(0, 10), "ends after 10 of the header's 16 bytes; " + wanted);
  expect_complaint_of(
      images.substr(0, images.size() - 1),
      "is truncated: 2,175 bytes found, 2,176 expected (a header of 16 and 60 x 6 x "
      "6 values)");
}

TEST_F(BadData, WrongMagicTypeOrLength) {
  std::string wrong = images;
  wrong[0] = 'P';
  expect_complaint_of(wrong, "starts with 50 00 08 03; " + wanted);
  wrong = images;
  wrong[2] = '\x0D';  // float
  expect_complaint_of(
      wrong,
      "is truncated: 2,176 bytes found, 8,656 expected (a header of 16 and 60 x 6 x "
      "6 values of 4 bytes)");
  wrong[2] = '\x0A';
  expect_complaint_of(wrong,
                      "holds values of a type that IDX does not have (IDX type 0x0a), expected "
                      "unsigned bytes (0x08)");
  expect_complaint_of(
      images + "x",
      "is too long: 2,177 bytes found, 2,176 expected (a header of 16 and 60 x 6 x 6 "
      "values)");
  expect_complaint_of(slurp(place.path() / "labels"), "its number of dimensions is 1; " + wanted);
}

TEST_F(BadData, NoImagesOrMoreThanAnyFileHolds) {
  expect_complaint_of(idx_bytes({0, 6, 6}, ""),
                      "its header says 0 x 6 x 6, expected at least 1 of each");
  expect_complaint_of(idx_bytes({60, 0, 6}, ""),
                      "its header says 60 x 0 x 6, expected at least 1 of each");
  expect_complaint_of(idx_bytes({0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF}, "x"),
                      "its header says 4294967295 x 4294967295 x 4294967295, more values than any "
                      "file holds");
  expect_complaint_of(idx_bytes({0x7FFFFFFF, 6, 6}, "x"),
                      "is truncated: 17 bytes found, 77,309,411,308 expected (a header of 16 and "
                      "2147483647 x 6 x 6 values)");
}

TEST_F(BadData, BrokenGzip) {
  const std::string packed = gzip_bytes(images);
  const std::size_t half = packed.size() / 2;
  expect_complaint_of(packed.substr(0, half),
                      fmt::format("gzip data is truncated after {} bytes; expected one whole gzip "
                                  "file; copy or fetch it again",
                                  half));
  std::string damaged = packed;
  damaged[packed.size() - 8] = static_cast<char>(~damaged[packed.size() - 8]);  // of the CRC-32
  place.write("images", damaged);
  const Outcome outcome = place.train({"job.json"});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_THAT(outcome.err,
              testing::ContainsRegex("images: gzip data is damaged near byte [0-9]+ "));
  EXPECT_TRUE(place.below("runs").empty());
}

TEST_F(BadData, LabelsOfAnotherCountOrKind) {
  place.write_labels("labels", 59);
  expect_complaint(
      "59 labels found, expected 60, one for each image of " + (place.path() / "images").string(),
      "labels");
  place.write("labels", images);
  expect_complaint(
      "its number of dimensions is 3; expected an IDX label file: 00 00 08 01, then the count",
      "labels");
}

TEST_F(BadData, TestImagesOfAnotherShape) {
  place.write("test", idx_bytes({2, 3, 3}, std::string(18, 'x')));
  place.write_config("job.json", {{"test_images", "test"}});
  expect_complaint(
      "test images of 1 x 3 x 3 (channels x height x width), expected 1 x 6 x 6 as in " +
          (place.path() / "images").string(),
      "test");
}

TEST_F(BadData, OneGreyEverywhereCannotBeScaled) {
  place.write("images", idx_bytes({60, 6, 6}, std::string(std::size_t{60} * 36, '\x11')));
  expect_failure(place.train({"job.json"}), 3,
                 "codegrid-train: error: every pixel of the training images is 17, and \"scale\": "
                 "\"minmax\" needs two values; use other images, or \"scale\": \"unit\"\n");
}

}  // namespace
}  // namespace codegrid
