#include "image/decode.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <opencv2/core/utility.hpp>
#include <thread>

#include "support/picture_files.hpp"

namespace codegrid {
namespace {

using namespace pictures;

const std::vector<int> kLosslessWebp{cv::IMWRITE_WEBP_QUALITY, 101};

TEST(Decode, APictureOfTheShapeComesOutWithItsOwnBytesOfEveryLosslessFormat) {
  const cv::Mat bgr = gradient(6, 8);
  Values expected;
  for (const int channel : {2, 1, 0}) {
    for (int y = 0; y < 6; ++y) {
      for (int x = 0; x < 8; ++x) expected.push_back(bgr.at<cv::Vec3b>(y, x)[channel]);
    }
  }
  for (const char* ending : {".png", ".bmp", ".ppm", ".tiff"})
    EXPECT_EQ(decoded(encoded(ending, bgr), shape(6, 8)), expected) << ending;
  EXPECT_EQ(decoded(encoded(".webp", bgr, kLosslessWebp), shape(6, 8)), expected);
}

TEST(Decode, PicturesStandUprightWhereverTheirOrientationIsSaid) {
  const cv::Mat stored = gradient(24, 16);
  cv::Mat standing;
  cv::rotate(stored, standing, cv::ROTATE_90_CLOCKWISE);
  const ImageOptions options = shape(16, 24);
  const Values expected = decoded(encoded(".png", standing), options);
  const std::string png = encoded(".png", stored);
  EXPECT_EQ(decoded(png.substr(0, 33) + png_chunk("eXIf", exif(6)) + png.substr(33), options),
            expected);
  const Values from_jpeg = decoded(with_exif(encoded(".jpg", stored), exif(6)), options);
  double difference = 0;
  for (std::size_t i = 0; i < expected.size(); ++i)
    difference += std::abs(expected[i] - from_jpeg[i]);
  EXPECT_LT(difference / static_cast<double>(expected.size()), 6);
}

TEST(Decode, ALargeJpegIsNearlyThePictureThatAllOfItsPixelsGive) {
  const cv::Mat bgr = gradient(600, 800);
  for (const Fit how : {Fit::kPad, Fit::kCrop, Fit::kStretch}) {
    for (const std::int64_t channels : {1, 3}) {
      const ImageOptions options{.height = 64, .width = 48, .channels = channels, .fit = how};
      const Values from_png = decoded(encoded(".png", bgr), options);
      const Values from_jpeg =
          decoded(encoded(".jpg", bgr, {cv::IMWRITE_JPEG_QUALITY, 95}), options);
      for (std::size_t i = 0; i < from_png.size(); ++i)
        ASSERT_NEAR(from_png[i], from_jpeg[i], 12) << i;
    }
  }
}

TEST(Decode, TheHeaderComesBack) {
  const ImageOptions options;
  Values values(static_cast<std::size_t>(picture_bytes(options)));
  const PictureHeader header =
      decode_picture(encoded(".png", gradient(20, 30)), options, values.data());
  EXPECT_EQ(header.height, 20);
  EXPECT_EQ(header.width, 30);
  EXPECT_EQ(picture_bytes(options), 3 * 64 * 64);
}

TEST(Decode, SeveralThreadsGiveTheSamePicturesAsOne) {
  const cv::Mat bgr = gradient(60, 80);
  std::vector<std::string> files;
  for (const char* ending : {".jpg", ".png", ".webp", ".bmp", ".ppm", ".tiff"})
    files.push_back(encoded(ending, bgr));
  files.push_back(files[2].substr(0, 40));  // and one that is refused
  const auto all = [&] {
    Values values;
    for (const std::string& file : files) {
      const std::string said = reason(file);
      values.insert(values.end(), said.begin(), said.end());
      if (!said.empty()) continue;
      const Values each = decoded(file, shape(32, 32));
      values.insert(values.end(), each.begin(), each.end());
    }
    return values;
  };
  const Values expected = all();
  std::vector<Values> found(4);
  std::vector<std::thread> threads;
  for (Values& values : found) threads.emplace_back([&] { values = all(); });
  for (std::thread& thread : threads) thread.join();
  for (const Values& values : found) EXPECT_EQ(values, expected);
}

TEST(Decode, BytesThatAreChangedAnywhereAreReadOrRefusedInSilence) {
  const cv::Mat bgr = gradient(5, 5);
  testing::internal::CaptureStderr();
  for (const char* ending : {".jpg", ".png", ".webp", ".bmp", ".ppm", ".tiff"}) {
    const std::string file = encoded(ending, bgr);
    for (std::size_t i = 0; i < file.size(); i += 1 + file.size() / 200) {
      std::string changed = file;
      changed[i] = static_cast<char>(~changed[i]);
      PictureHeader header;
      try {
        header = read_picture_header(changed);
      } catch (const Error&) {
        continue;
      }
      if (header.height * header.width < 10'000) reason(changed, shape(4, 4));
    }
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace codegrid
