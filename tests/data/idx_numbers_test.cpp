#include <ATen/Functions.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "data/fixtures.hpp"
#include "data/idx.hpp"
#include "data/idx_images.hpp"

namespace codegrid {
namespace {

using testing::StartsWith;

std::string numbers_error(std::string_view bytes) {
  return message_of([&] { images_in(bytes, "f"); });
}

// An IDX file of another type.
std::string idx_of_type(char type, const std::vector<std::uint32_t>& dimensions,
                        std::string_view values) {
  std::string bytes = idx_bytes(dimensions, values);
  bytes[2] = type;
  return bytes;
}

TEST(IdxNumbers, OtherNumbersBecomeBytesWhereTheyArePixels) {
  using namespace std::string_view_literals;
  const at::Tensor expected = at::tensor({0, 127}, at::kByte).view({1, 1, 1, 2});
  const std::vector<std::pair<char, std::string_view>> files{
      {'\x09', "\0\x7f"sv},
      {'\x0b', "\0\0\0\x7f"sv},
      {'\x0c', "\0\0\0\0\0\0\0\x7f"sv},
      {'\x0d', "\0\0\0\0\x3e\xfe\xfe\xff"sv},  // 127 / 255
      {'\x0e', "\0\0\0\0\0\0\0\0\x3f\xdf\xdf\xdf\xdf\xdf\xdf\xe0"sv}};
  for (const auto& [type, values] : files) {
    const std::string bytes = idx_of_type(type, {1, 1, 2}, values);
    EXPECT_TRUE(images_in(bytes, "f").equal(expected)) << static_cast<int>(type);
    for (std::size_t length = 0; length < bytes.size(); ++length)
      EXPECT_THAT(numbers_error(bytes.substr(0, length)), StartsWith("f: ")) << length;
  }
}

TEST(IdxNumbers, NumbersThatAreNoPixelsAreNamed) {
  using namespace std::string_view_literals;
  EXPECT_EQ(numbers_error(idx_of_type('\x09', {1, 1, 2}, "\0\xff"sv)),
            "f: -1 at index [0, 0, 1], expected pixels from 0 to 255; scale them to that range, "
            "and save them as unsigned bytes");
  EXPECT_EQ(numbers_error(idx_of_type('\x0d', {1, 1, 1}, "\x43\x7f\0\0"sv)),
            "f: 255 at index [0, 0, 0], expected floats in [0, 1]; the greatest is 255: divide all "
            "by 255, or save them as uint8");
  EXPECT_EQ(numbers_error(idx_of_type('\x0d', {1, 1, 2}, "1234")),
            "f: is truncated: 20 bytes found, 24 expected (a header of 16 and 1 x 1 x 2 values of "
            "4 bytes)");
  EXPECT_EQ(numbers_error(idx_of_type('\x7f', {1, 1, 1}, "a")),
            "f: holds values of a type that IDX does not have (IDX type 0x7f), expected unsigned "
            "bytes (0x08)");
}

TEST(IdxNumbers, ImagesMayHaveChannelsOrWidthBeforeHeight) {
  const std::string bytes = counting_bytes(24);
  const at::Tensor counted = at::arange(24, at::kByte);
  EXPECT_TRUE(images_in(idx_bytes({1, 3, 2, 4}, bytes), "f").equal(counted.view({1, 3, 2, 4})));
  EXPECT_TRUE(images_in(idx_bytes({1, 2, 4, 3}, bytes), "f")
                  .equal(counted.view({1, 2, 4, 3}).permute({0, 3, 1, 2})));
  const std::string file = idx_bytes({2, 3, 4}, bytes);
  const at::Tensor turned = parse_idx_images({nullptr, file, {"f", ""}}, PixelOrder::kColumns);
  EXPECT_TRUE(turned.equal(counted.view({2, 1, 3, 4}).transpose(2, 3)));
  EXPECT_EQ(numbers_error(idx_bytes({1, 2, 4, 2}, counting_bytes(16))),
            "f: its shape is 1 x 2 x 4 x 2, expected images: [N, H, W], [N, C, H, W] or [N, H, W, "
            "C], of 1 or 3 channels C; reshape it");
}

TEST(IdxNumbers, LabelsMayBeOneOfSeveralColumns) {
  using namespace std::string_view_literals;
  // As QMNIST has them: 32-bit integers, of which only one column need be labels.
  const std::string file =
      idx_of_type('\x0c', {2, 2}, "\0\0\0\5\xff\xff\xff\xff\0\0\1\0\0\0\0\7"sv);
  EXPECT_TRUE(parse_idx_labels(file, "f").equal(at::tensor({5, 256}, at::kLong)));
  EXPECT_EQ(message_of([&] { parse_idx_labels(file, "f", 1); }),
            "f: label -1 at index [0], expected whole numbers from 0 on");
  EXPECT_EQ(message_of([&] { parse_idx_labels(file, "f", 2); }),
            "f: holds 2 columns of labels, found label_column 2, expected 0 to 1");
  EXPECT_EQ(message_of([&] { parse_idx_labels(idx_bytes({1}, "a"), "f", 1); }),
            "f: holds one column of labels, found label_column 1, expected 0");
  EXPECT_EQ(message_of([] { parse_idx_labels(idx_of_type('\x0d', {1}, "1234"), "f"); }),
            "f: holds 32-bit floats (IDX type 0x0d), expected labels as whole numbers, unsigned "
            "bytes (0x08) say");
}

TEST(IdxNumbers, OtherTypesAndDimensionsAreReadFromGzipToo) {
  const std::string file = idx_of_type('\x0b', {2, 3}, std::string(12, '\0'));
  EXPECT_EQ(unpack_idx(gzip_bytes(file), IdxKind::kLabels, "f"), file);
  const std::string images = idx_bytes({1, 3, 1, 1}, "abc");
  EXPECT_EQ(unpack_idx(gzip_bytes(images), IdxKind::kImages, "f"), images);
}

}  // namespace
}  // namespace codegrid
