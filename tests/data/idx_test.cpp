#include "data/idx.hpp"

#include <ATen/Functions.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "core/digest.hpp"
#include "data/fixtures.hpp"
#include "data/idx_images.hpp"

namespace codegrid {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

std::string image_error(std::string_view bytes) {
  return message_of([&] { images_in(bytes, "f"); });
}

std::string label_error(std::string_view bytes) {
  return message_of([&] { parse_idx_labels(bytes, "f"); });
}

std::string read_error(const std::filesystem::path& path) {
  return message_of([&] { parse_idx_images(read_idx_file(path, IdxKind::kImages)); });
}

TEST(Idx, ImagesKeepTheirBytesAndGetOneChannel) {
  const at::Tensor images = images_in(idx_bytes({2, 3, 4}, counting_bytes(24)), "f");
  EXPECT_EQ(images.sizes(), (std::vector<std::int64_t>{2, 1, 3, 4}));
  EXPECT_EQ(images.scalar_type(), at::kByte);
  EXPECT_TRUE(images.flatten().equal(at::arange(24, at::kByte)));
}

TEST(Idx, LabelsMayBeAnyByte) {
  const at::Tensor labels = parse_idx_labels(idx_bytes({256}, counting_bytes(256)), "f");
  EXPECT_TRUE(labels.equal(at::arange(256, at::kLong)));
}

TEST(Idx, EveryTruncationIsRefused) {
  const std::string images = idx_bytes({2, 3, 4}, counting_bytes(24));
  for (std::size_t length = 0; length < images.size(); ++length) {
    EXPECT_THAT(image_error(images.substr(0, length)), StartsWith("f: ")) << length;
  }
  const std::string labels = idx_bytes({5}, counting_bytes(5));
  for (std::size_t length = 0; length < labels.size(); ++length) {
    EXPECT_THAT(label_error(labels.substr(0, length)), StartsWith("f: ")) << length;
  }
}

TEST(Idx, ErrorsSayWhatWasFoundAndExpected) {
  const std::string good = idx_bytes({2, 3, 4}, counting_bytes(24));
  const std::string images =
      "; expected an IDX image file: 00 00 08 03, then count, height and width";
  EXPECT_EQ(image_error(""), "f: is empty" + images);
  EXPECT_EQ(image_error(good.substr(0, 3)), "f: ends after 3 of the 4 magic bytes" + images);
  EXPECT_EQ(image_error(good.substr(0, 9)), "f: ends after 9 of the header's 16 bytes" + images);
  EXPECT_EQ(image_error(good.substr(0, 39)),
            "f: is truncated: 39 bytes found, 40 expected (a header of 16 and 2 x 3 x 4 values)");
  EXPECT_EQ(image_error(good + "!"),
            "f: is too long: 41 bytes found, 40 expected (a header of 16 and 2 x 3 x 4 values)");
  EXPECT_EQ(image_error("\x89\x01\x02\x03"), "f: starts with 89 01 02 03" + images);
  EXPECT_EQ(label_error("\x01\x02\x03\xff"),
            "f: starts with 01 02 03 ff; expected an IDX label file: 00 00 08 01, then the count");
}

TEST(Idx, OtherFilesAreCalledWhatTheyAre) {
  const std::string images =
      "; expected an IDX image file: 00 00 08 03, then count, height and width";
  EXPECT_EQ(image_error("<!DOCTYPE html><html><body>404"),
            "f: is a web page (HTML)" + images +
                "; the server sent a page instead of the file: fetch it again");
  EXPECT_EQ(
      image_error("version https://git-lfs.github.com/spec/v1\n"),
      "f: is a Git LFS pointer, not the file itself" + images + "; fetch that with: git lfs pull");
  EXPECT_EQ(image_error("\x89PNG and so on"),
            "f: is a PNG picture" + images + "; all images go into one file");
  EXPECT_EQ(image_error("\x93NUMPY\x01"),
            "f: is a NumPy array (.npy)" + images + "; convert it first");
  const std::string labels = "; expected an IDX label file: 00 00 08 01, then the count";
  const std::string bmp("BM\x3a\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\1", 19);
  EXPECT_EQ(image_error(bmp), "f: is a BMP picture" + images + "; all images go into one file");
  for (const auto& [bytes, what] : {std::pair(std::string("\x89PNG and so on"), "a PNG picture"),
                                    std::pair(bmp, "a BMP picture")}) {
    EXPECT_EQ(label_error(bytes), "f: is " + std::string(what) + labels +
                                      "; the labels of all images go into one file of numbers");
  }
  EXPECT_EQ(label_error("5,0,4,1\n"),
            "f: is a text file; expected an IDX label file: 00 00 08 01, then the count; name "
            "another file");
}

TEST(Idx, OtherFilesAreCalledWhatTheyAreInsideGzip) {
  const auto packed_error = [](const std::string& bytes) {
    return message_of([&] { unpack_idx(gzip_bytes(bytes), IdxKind::kImages, "f.gz"); });
  };
  EXPECT_THAT(
      packed_error("train-images" + std::string(245, '\0') + "ustar  \0" + std::string(2000, '\0')),
      StartsWith("f.gz: holds a tar archive inside gzip; expected an IDX image file"));
  EXPECT_THAT(packed_error(gzip_bytes(idx_bytes({1, 2, 2}, "abcd"))),
              AllOf(StartsWith("f.gz: holds gzip data inside gzip; "),
                    EndsWith("; unpack it first (gunzip)")));
  EXPECT_THAT(packed_error("<html>"), StartsWith("f.gz: holds a web page (HTML) inside gzip; "));
  EXPECT_THAT(packed_error("\x01\x02\x03\xff"), StartsWith("f.gz: starts with 01 02 03 ff; "));
}

TEST(Idx, AHeaderInLittleEndianOrderIsCalledSo) {
  const std::string advice =
      "IDX is big-endian, the highest byte of each number first: write the file again so";
  const std::string reversed_magic("\x03\x08\0\0\x02\0\0\0", 8);
  EXPECT_EQ(image_error(reversed_magic), "f: its header is little-endian (03 08 00 00); " + advice);
  EXPECT_EQ(label_error(std::string("\x01\x08\0\0\x02", 5)),
            "f: its header is little-endian (01 08 00 00); " + advice);
  EXPECT_EQ(label_error(idx_bytes({0x05000000}, "abcde")),
            "f: its header says 83886080, which is 5 in little-endian order; " + advice);
  const std::string images =
      idx_bytes({0x60EA0000, 0x1C000000, 0x1C000000}, std::string(1000, 'x'));
  const std::string message =
      "f: its header says 1625948160 x 469762048 x 469762048, which is 60000 x 28 x 28 in "
      "little-endian order; " +
      advice;
  EXPECT_EQ(image_error(images), message);
  EXPECT_EQ(message_of([&] { unpack_idx(gzip_bytes(images), IdxKind::kImages, "f"); }), message);
}

TEST(Idx, ImagesAndLabelsAreNotMistakenForEachOther) {
  EXPECT_EQ(image_error(idx_bytes({3}, "abc")),
            "f: its number of dimensions is 1; expected an IDX image file: 00 00 08 03, then "
            "count, height and width");
  EXPECT_EQ(
      label_error(idx_bytes({1, 1, 1}, "a")),
      "f: its number of dimensions is 3; expected an IDX label file: 00 00 08 01, then the count");
}

TEST(Idx, ZeroOfAnyDimensionIsRefused) {
  EXPECT_EQ(image_error(idx_bytes({0, 28, 28}, "")),
            "f: its header says 0 x 28 x 28, expected at least 1 of each");
  EXPECT_EQ(image_error(idx_bytes({1, 0, 28}, "")),
            "f: its header says 1 x 0 x 28, expected at least 1 of each");
  EXPECT_EQ(label_error(idx_bytes({0}, "")), "f: its header says 0, expected at least 1 of each");
}

TEST(Idx, DimensionsThatOverflowAreRefused) {
  const std::uint32_t most = 0xFFFFFFFF;
  const std::string message =
      "f: its header says 4294967295 x 4294967295 x 4294967295, more values than any file holds";
  EXPECT_EQ(image_error(idx_bytes({most, most, most}, "abc")), message);
  // 2^62 * 4 = 2^64, which is 0 in 64 bits; 2^31 * 2^31 * 2 = 2^63, which is negative.
  EXPECT_THAT(image_error(idx_bytes({1U << 31, 1U << 31, 4}, "")), EndsWith("than any file holds"));
  EXPECT_THAT(image_error(idx_bytes({1U << 31, 1U << 31, 2}, "")), EndsWith("than any file holds"));
  EXPECT_THAT(image_error(idx_bytes({1U << 31, 1U << 31, 1}, "")),
              HasSubstr("f: is truncated: 16 bytes found, 4,611,686,018,427,387,920 expected"));
}

TEST(Idx, ReadsPlainAndPackedFilesAlikeAndRecordsThemAsTheyLie) {
  const TemporaryFolder folder;
  const std::string bytes = idx_bytes({2, 3, 4}, counting_bytes(24));
  const std::string packed = gzip_bytes(bytes);
  const IdxFile plain_file = read_idx_file(folder.write("a", bytes), IdxKind::kImages);
  const IdxFile packed_file = read_idx_file(folder.write("a.gz", packed), IdxKind::kImages);
  EXPECT_EQ(plain_file.bytes, bytes);
  EXPECT_EQ(packed_file.bytes, bytes);
  EXPECT_EQ(plain_file.source.sha256, sha256_hex(bytes));
  EXPECT_EQ(packed_file.source.sha256, sha256_hex(packed));
  EXPECT_EQ(packed_file.source.path, (folder.path() / "a.gz").string());
}

TEST(Idx, AMissingFileGivesTheSystemsReason) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "none.gz";
  EXPECT_EQ(read_error(path), path.string() + ": cannot read: No such file or directory");
  EXPECT_EQ(read_error(folder.path()), folder.path().string() + ": cannot read: Is a directory");
}

TEST(Idx, ImagesShareTheFilesBytesAndOutliveIt) {
  const TemporaryFolder folder;
  at::Tensor images;
  {
    const IdxFile file = read_idx_file(folder.write("a", idx_bytes({2, 3, 4}, counting_bytes(24))),
                                       IdxKind::kImages);
    images = parse_idx_images(file);
    EXPECT_EQ(images.const_data_ptr(), file.bytes.data() + 16);
  }
  EXPECT_TRUE(images.flatten().equal(at::arange(24, at::kByte)));
}

TEST(Idx, EveryTruncationOfAPackedFileIsRefused) {
  const std::string packed = gzip_bytes(idx_bytes({2, 3, 4}, counting_bytes(24)));
  for (std::size_t length = 0; length < packed.size(); ++length) {
    const auto read = [&] {
      images_in(unpack_idx(packed.substr(0, length), IdxKind::kImages, "f"), "f");
    };
    EXPECT_THAT(message_of(read), StartsWith("f: ")) << length;
  }
}

TEST(Idx, EveryFlippedBitOfAPackedFileIsRefusedOrHarmless) {
  const at::Tensor whole = at::arange(24, at::kByte);
  const std::string packed = gzip_bytes(idx_bytes({2, 3, 4}, counting_bytes(24)));
  int refused = 0;
  for (std::size_t bit = 0; bit < 8 * packed.size(); ++bit) {
    std::string damaged = packed;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    const auto read = [&] {
      const at::Tensor images = images_in(unpack_idx(damaged, IdxKind::kImages, "f"), "f");
      EXPECT_TRUE(images.flatten().equal(whole)) << "bit " << bit << " changed the images";
    };
    refused += message_of(read) != "no error";
  }
  // All but the header's time, system and hints.
  EXPECT_GE(refused, 8 * (static_cast<int>(packed.size()) - 10));
}

TEST(Idx, ASmallPackedFileNeverTakesWhatItsHeaderClaims) {
  const std::string greedy = gzip_bytes(idx_bytes({60'000, 4096, 4096}, "abc"));
  EXPECT_LT(greedy.size(), 64U);
  EXPECT_EQ(message_of([&] { images_in(unpack_idx(greedy, IdxKind::kImages, "f"), "f"); }),
            "f: is truncated: 19 bytes found, 1,006,632,960,016 expected (a header of 16 and 60000 "
            "x 4096 "
            "x 4096 values)");
}

TEST(Idx, APackedFileMayNotHoldMoreThanItsHeaderSays) {
  const std::string bomb = gzip_bytes(idx_bytes({1, 2, 2}, std::string(1 << 22, '\0')));
  EXPECT_EQ(message_of([&] { unpack_idx(bomb, IdxKind::kImages, "f"); }),
            "f: gzip data unpacks to more than the 20 bytes expected");
}

}  // namespace
}  // namespace codegrid
