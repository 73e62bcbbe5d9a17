#include "data/sources/npy_images.hpp"

#include <ATen/Functions.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/digest.hpp"
#include "data/fixtures.hpp"
#include "data/sources/npz_bytes.hpp"

namespace codegrid {
namespace {

using testing::ElementsAre;

// The bytes of numbers in the order of this machine, or the other.
template <class T>
std::string raw(const std::vector<T>& numbers, bool swapped = false) {
  std::string bytes;
  for (const T& number : numbers) {
    std::string one(reinterpret_cast<const char*>(&number), sizeof(T));
    if (swapped) std::ranges::reverse(one);
    bytes += one;
  }
  return bytes;
}

at::Tensor images_in_npy(const std::string& bytes) {
  const auto owner = std::make_shared<const std::string>(bytes);
  return images_of(parse_npy_array({owner, *owner}, "f", "", may_be_images, "images"));
}

std::string npy_error(const std::string& bytes) {
  return message_of([&] { images_in_npy(bytes); });
}

ImageSet labels_in(const std::string& bytes) {
  const auto owner = std::make_shared<const std::string>(bytes);
  ImageSet set;
  put_labels(parse_npy_array({owner, *owner}, "f", "", may_be_labels, "labels"), set);
  return set;
}

std::string labels_error(const std::string& bytes) {
  return message_of([&] { labels_in(bytes); });
}

std::vector<std::int64_t> pixels(const at::Tensor& images) {
  const at::Tensor flat = images.flatten().to(at::kLong).contiguous();
  return {flat.const_data_ptr<std::int64_t>(), flat.const_data_ptr<std::int64_t>() + flat.numel()};
}

TEST(NpyImages, KeepTheirBytesInEachLayout) {
  const at::Tensor grey = images_in_npy(npy_bytes("|u1", "(2, 3, 4)", counting_bytes(24)));
  EXPECT_EQ(grey.sizes(), (at::IntArrayRef{2, 1, 3, 4}));
  EXPECT_TRUE(grey.flatten().equal(at::arange(24, at::kByte)));
  const at::Tensor first = images_in_npy(npy_bytes("|u1", "(1, 3, 2, 4)", counting_bytes(24)));
  EXPECT_EQ(first.sizes(), (at::IntArrayRef{1, 3, 2, 4}));
  EXPECT_TRUE(first.flatten().equal(at::arange(24, at::kByte)));
  const at::Tensor last = images_in_npy(npy_bytes("|u1", "(1, 2, 4, 3)", counting_bytes(24)));
  EXPECT_TRUE(last.is_contiguous());
  EXPECT_TRUE(last.equal(at::arange(24, at::kByte).view({1, 2, 4, 3}).permute({0, 3, 1, 2})));
  const at::Tensor fortran =
      images_in_npy(npy_bytes("|u1", "(2, 3, 4)", counting_bytes(24), "True"));
  EXPECT_TRUE(fortran.is_contiguous());
  EXPECT_TRUE(
      fortran.equal(at::arange(24, at::kByte).view({4, 3, 2}).permute({2, 1, 0}).unsqueeze(1)));
}

TEST(NpyImages, StayMappedWhereTheyCan) {
  const TemporaryFolder folder;
  const std::string bytes = npy_bytes("|u1", "(2, 3, 4)", counting_bytes(24));
  std::vector<Source> sources;
  ImageSet set = read_npy_images(folder.write("a.npy", bytes), {}, sources);
  std::filesystem::remove(folder.path() / "a.npy");
  EXPECT_TRUE(set.images.flatten().equal(at::arange(24, at::kByte)));
  EXPECT_FALSE(set.labels.defined());
  ASSERT_EQ(sources.size(), 1U);
  EXPECT_EQ(sources[0].sha256, sha256_hex(bytes));
  for (const char* shape : {"(24, 1, 1)", "(2, 3, 2, 2)", "(2, 2, 6, 1)"}) {
    const auto owner =
        std::make_shared<const std::string>(npy_bytes("|u1", shape, counting_bytes(24)));
    const NpyArray array = parse_npy_array({owner, *owner}, "f", "", may_be_images, "images");
    EXPECT_EQ(images_of(array).const_data_ptr(), array.values().data()) << shape;
  }
}

TEST(NpyImages, FloatsAndTruthsBecomePixels) {
  const std::vector<float> floats{0.0F, 1.0F, 0.5F, 100.0F / 255, 0.001F, 0.999F};
  const std::vector<double> doubles(floats.begin(), floats.end());
  const std::vector<std::int64_t> expected{0, 255, 128, 100, 0, 255};
  EXPECT_EQ(pixels(images_in_npy(npy_bytes("<f4", "(1, 2, 3)", raw(floats)))), expected);
  EXPECT_EQ(pixels(images_in_npy(npy_bytes(">f4", "(1, 2, 3)", raw(floats, true)))), expected);
  EXPECT_EQ(pixels(images_in_npy(npy_bytes("<f8", "(1, 2, 3)", raw(doubles)))), expected);
  EXPECT_EQ(pixels(images_in_npy(npy_bytes(">f8", "(1, 2, 3)", raw(doubles, true)))), expected);
  const std::vector<std::uint16_t> halves{0x0000, 0x3C00, 0x3800};  // 0, 1, 0.5
  EXPECT_EQ(pixels(images_in_npy(npy_bytes("<f2", "(1, 1, 3)", raw(halves)))),
            (std::vector<std::int64_t>{0, 255, 128}));
  EXPECT_EQ(pixels(images_in_npy(npy_bytes("|b1", "(1, 1, 2)", std::string("\0\1", 2)))),
            (std::vector<std::int64_t>{0, 255}));
}

TEST(NpyImages, EveryByteComesBackFromItsFloat) {
  std::vector<float> floats;
  for (int i = 0; i < 256; ++i) floats.push_back(static_cast<float>(i) / 255);
  EXPECT_TRUE(images_in_npy(npy_bytes("<f4", "(1, 16, 16)", raw(floats)))
                  .flatten()
                  .equal(at::arange(256, at::kInt).to(at::kByte)));
}

TEST(NpyImages, FloatsBeyondTheRangeAreNamedWithTheirPlace) {
  EXPECT_EQ(npy_error(npy_bytes("<f4", "(1, 2, 3)", raw<float>({0, 1, 0, 0, 7.5, 255}))),
            "f: 7.5 at index [0, 1, 1], expected floats in [0, 1]; the greatest is 255: divide all "
            "by 255, or save them as uint8");
  const std::string scale = "; scale them to that range, or save them as uint8";
  EXPECT_EQ(npy_error(npy_bytes("<f4", "(3, 1, 1)", raw<float>({0, -0.5, 2}))),
            "f: -0.5 at index [1, 0, 0], expected floats in [0, 1]" + scale);
  EXPECT_EQ(npy_error(npy_bytes("<f8", "(1, 1, 1)", raw<double>({NAN}))),
            "f: nan at index [0, 0, 0], expected floats in [0, 1]" + scale);
  EXPECT_EQ(npy_error(npy_bytes("<f8", "(1, 1, 1)", raw<double>({256}))),
            "f: 256 at index [0, 0, 0], expected floats in [0, 1]" + scale);
  // In Fortran's order the first index runs fastest.
  EXPECT_EQ(npy_error(npy_bytes("<f4", "(2, 1, 2)", raw<float>({0, 2, 0, 0}), "True")),
            "f: 2 at index [1, 0, 0], expected floats in [0, 1]; the greatest is 2: divide all by "
            "255, or save them as uint8");
}

TEST(NpyImages, OfOtherTypesAreRefusedWithWhatToDo) {
  const std::string end =
      "', expected uint8, bool, or floats in [0, 1]; if its values lie in 0 to 255, save it as "
      ".astype(numpy.uint8); else scale them to that range first";
  for (const char* type : {"<i8", ">u2", "|i1", "<u4"}) {
    const auto size = static_cast<std::size_t>(type[2] - '0');
    EXPECT_EQ(npy_error(npy_bytes(type, "(1, 1, 1)", std::string(size, '\0'))),
              std::string("f: holds values of type '") + type + end);
  }
  EXPECT_EQ(npy_error(npy_bytes("<c8", "(1, 1, 1)", std::string(8, '\0'))),
            "f: holds values of type '<c8', expected uint8, bool, or floats in [0, 1]; save it as "
            "one of these");
  EXPECT_EQ(npy_error(npy_bytes("<M8[ns]", "(1, 1, 1)", std::string(8, '\0'))),
            "f: holds values of type '<M8[ns]', expected uint8, bool, or floats in [0, 1]; save it "
            "as one of these");
}

TEST(NpyImages, OfOtherShapesAreRefused) {
  EXPECT_EQ(npy_error(npy_bytes("|u1", "(2, 9)", counting_bytes(18))),
            "f: its shape is 2 x 9, expected images: [N, H, W], [N, C, H, W] or [N, H, W, C], of 1 "
            "or 3 channels C; if each row is a square image, reshape it to (-1, 3, 3)");
}

TEST(NpyLabels, MayBeOfAnyWholeNumber) {
  const std::vector<std::int64_t> expected{3, 0, 120};
  const auto read = [](const std::string& bytes) { return pixels(labels_in(bytes).labels); };
  EXPECT_EQ(read(npy_bytes("|u1", "(3,)", raw<std::uint8_t>({3, 0, 120}))), expected);
  EXPECT_EQ(read(npy_bytes("|i1", "(3,)", raw<std::int8_t>({3, 0, 120}))), expected);
  EXPECT_EQ(read(npy_bytes("<i2", "(3, 1)", raw<std::int16_t>({3, 0, 120}))), expected);
  EXPECT_EQ(read(npy_bytes(">i4", "(3,)", raw<std::int32_t>({3, 0, 120}, true))), expected);
  EXPECT_EQ(read(npy_bytes("<u8", "(3,)", raw<std::uint64_t>({3, 0, 120}))), expected);
  EXPECT_EQ(read(npy_bytes("<i8", "(3,)", raw<std::int64_t>({3, 0, 120}), "True")), expected);
}

TEST(NpyLabels, ThatAreNoneAreRefused) {
  EXPECT_EQ(labels_error(npy_bytes("<i8", "(2,)", raw<std::int64_t>({0, -1}))),
            "f: label -1 at index [1], expected whole numbers from 0 on");
  EXPECT_EQ(labels_error(npy_bytes("<u8", "(1,)", raw<std::uint64_t>({1ULL << 63}))),
            "f: label 9223372036854775808 at index [0], expected whole numbers from 0 on");
  EXPECT_EQ(labels_error(npy_bytes("<f4", "(1,)", raw<float>({1}))),
            "f: holds floats, expected labels as whole numbers from 0 on; save them as such");
  EXPECT_EQ(labels_error(npy_bytes("|u1", "(2, 10)", counting_bytes(20))),
            "f: its shape is (2, 10), expected labels: [N], one for each image; of one column for "
            "each label, save .argmax(axis=1)");
  EXPECT_EQ(labels_error(npy_bytes("<M8[D]", "(1,)", std::string(8, '\0'))),
            "f: holds values of type '<M8[D]', expected labels as whole numbers from 0 on, or as "
            "texts");
}

class ArchiveOfImages : public testing::Test {
 protected:
  std::filesystem::path write(const std::string& labels) const {
    return folder_.write("a.npz",
                         zip_bytes({{"x.npy", npy_bytes("|u1", "(2, 1, 3)", "abcdef"), true},
                                    {"y.npy", labels, true}}));
  }
  const TemporaryFolder folder_;
  std::vector<Source> sources_;
};

TEST_F(ArchiveOfImages, GivesImagesAndLabelsAndOneSource) {
  const std::filesystem::path file = write(npy_bytes("|u1", "(2,)", "\x07\x01"));
  for (const auto& [images, labels] : {std::pair{file, file}, std::pair{file / "x", file / "y"}}) {
    const ImageSet set = read_npy_images(images, labels, sources_);
    EXPECT_EQ(set.images.sizes(), (at::IntArrayRef{2, 1, 1, 3}));
    EXPECT_EQ(pixels(set.labels), (std::vector<std::int64_t>{7, 1}));
    EXPECT_TRUE(set.label_names.empty());
  }
  EXPECT_EQ(sources_.size(), 1U);
}

TEST_F(ArchiveOfImages, TakesTextsForLabels) {
  const std::filesystem::path file = write(npy_bytes("|S3", "(2,)", std::string("dogca\0", 6)));
  const ImageSet set = read_npy_images(file, file, sources_);
  EXPECT_EQ(pixels(set.labels), (std::vector<std::int64_t>{1, 0}));
  EXPECT_THAT(set.label_names, ElementsAre("ca", "dog"));
}

TEST_F(ArchiveOfImages, WantsALabelForEachImage) {
  const std::filesystem::path file = write(npy_bytes("|u1", "(1,)", "\x07"));
  EXPECT_EQ(message_of([&] { read_npy_images(file, file, sources_); }),
            file.string() + "/y: 1 label found, expected 2, one for each image of " +
                file.string() + "/x");
}

}  // namespace
}  // namespace codegrid
