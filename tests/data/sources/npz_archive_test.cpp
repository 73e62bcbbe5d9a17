#include "data/sources/npz_archive.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/fixtures.hpp"
#include "data/sources/npz_bytes.hpp"

namespace codegrid {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

OwnedBytes owned(std::string_view bytes) {
  const auto owner = std::make_shared<const std::string>(bytes);
  return {owner, *owner};
}

std::string opening_error(std::string_view bytes) {
  return message_of([&] { NpzArchive(owned(bytes), "a.npz"); });
}

std::string reading_error(std::string_view bytes, const std::string& array,
                          std::uint64_t expected) {
  return message_of([&] { NpzArchive(owned(bytes), "a.npz").read(array, expected); });
}

TEST(NpzArchive, GivesItsArraysStoredOrDeflated) {
  const std::string text(10'000, 'x');
  const NpzArchive archive(
      owned(zip_bytes({{"x.npy", text, true}, {"readme.txt", "no"}, {"in/y.npy", "abc"}})),
      "a.npz");
  EXPECT_THAT(archive.arrays(), ElementsAre("x", "in/y"));
  EXPECT_EQ(archive.read("x", 10'000).bytes, text);
  EXPECT_EQ(archive.read("in/y", 3).bytes, "abc");
  EXPECT_EQ(archive.start_of_array("x", 5), "xxxxx");
  EXPECT_EQ(archive.start_of_array("in/y", 50), "abc");
  EXPECT_EQ(archive.full_name("in/y"), "a.npz/in/y");
}

TEST(NpzArchive, GivesStoredArraysWhereTheyLie) {
  const std::string text(100, 'x');
  const OwnedBytes file = owned(zip_bytes({{"x.npy", text}, {"y.npy", text, true}}));
  const NpzArchive archive(file, "a.npz");
  const std::optional<OwnedBytes> stored = archive.in_place("x", 100);
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored->bytes, text);
  EXPECT_EQ(stored->bytes.data(), file.bytes.data() + file.bytes.find(text));
  EXPECT_EQ(stored->owner, file.owner);
  EXPECT_FALSE(archive.in_place("y", 100)) << "packed";
  EXPECT_EQ(message_of([&] { archive.in_place("x", 99); }),
            "a.npz/x: 100 bytes in the archive, but 99 by the array's header; save the file again");
}

TEST(NpzArchive, ADamagedArrayIsNotGivenWhereItLies) {
  std::string bytes = zip_bytes({{"x.npy", "abcdef"}});
  bytes[bytes.find("abcdef")] = 'b';
  EXPECT_FALSE(NpzArchive(owned(bytes), "a.npz").in_place("x", 6));
}

std::string unpacked(std::string_view bytes, std::uint64_t expected) {
  std::string all;
  NpzArchive(owned(bytes), "a.npz").unpack("x", expected, [&](std::string_view piece) {
    all += piece;
  });
  return all;
}

TEST(NpzArchive, UnpacksPieceByPiece) {
  std::string text = counting_bytes(256);
  while (text.size() < 9'000'000) text += text.substr(0, 999'983);
  EXPECT_TRUE(unpacked(zip_bytes({{"x.npy", text, true}}), text.size()) == text);
  EXPECT_EQ(unpacked(zip_bytes({{"x.npy", "", true}}), 0), "");
}

TEST(NpzArchive, UnpackingChecksLengthAndSum) {
  const std::string zeros(1000, '\0');
  for (const std::int64_t claim : {5000, 10}) {
    EXPECT_THAT(
        message_of([&] {
          unpacked(zip_bytes({{"x.npy", zeros, true, claim}}), static_cast<std::uint64_t>(claim));
        }),
        StartsWith("a.npz/x: damaged: "))
        << claim;
  }
  std::string flipped = zip_bytes({{"x.npy", "abcdef"}});
  flipped[flipped.find("abcdef")] = 'b';
  EXPECT_EQ(message_of([&] { unpacked(flipped, 6); }),
            "a.npz/x: damaged: CRC error; copy or fetch it again");
}

TEST(NpzArchive, BytesOutliveIt) {
  OwnedBytes bytes;
  {
    const NpzArchive archive(owned(zip_bytes({{"x.npy", "abc"}})), "a.npz");
    bytes = archive.read("x", 3);
  }
  EXPECT_EQ(bytes.bytes, "abc");
}

TEST(NpzArchive, AMissingArrayIsToldFromThoseThereAre) {
  const std::string bytes = zip_bytes({{"x_train.npy", "1"}, {"y_train.npy", "2"}});
  EXPECT_EQ(reading_error(bytes, "x_tran", 1),
            "a.npz: holds no array \"x_tran\", only x_train, y_train; did you mean x_train?");
  EXPECT_EQ(reading_error(bytes, "q", 1), "a.npz: holds no array \"q\", only x_train, y_train");
  std::vector<ZipMember> many;
  for (int i = 0; i < 22; ++i) many.push_back({"arr_" + std::to_string(i) + ".npy", ""});
  EXPECT_THAT(reading_error(zip_bytes(many), "q", 1), HasSubstr(", arr_19 and 2 more"));
}

TEST(NpzArchive, ABombIsRefusedBeforeMemoryIsTaken) {
  const std::string zeros(1000, '\0');
  const std::string claim = zip_bytes({{"x.npy", zeros, true, 0x7fffffff}});
  EXPECT_THAT(
      opening_error(claim),
      testing::MatchesRegex("a.npz: damaged: \"x.npy\" claims 2,147,483,647 bytes, of [0-9]+ "
                            "that are packed; copy or fetch it again"));
  EXPECT_THAT(opening_error(zip_bytes({{"x.npy", "abc", false, 4}})),
              HasSubstr("\"x.npy\" claims 4 bytes, of 3 that are packed"));
  // More than it holds, but no more than it could.
  EXPECT_THAT(reading_error(zip_bytes({{"x.npy", zeros, true, 5000}}), "x", 5000),
              StartsWith("a.npz/x: damaged: "));
  EXPECT_THAT(reading_error(zip_bytes({{"x.npy", zeros, true, 10}}), "x", 10),
              StartsWith("a.npz/x: damaged: "));
  EXPECT_EQ(reading_error(zip_bytes({{"x.npy", zeros, true}}), "x", 5000),
            "a.npz/x: 1,000 bytes in the archive, but 5,000 by the array's header; save the file "
            "again");
}

TEST(NpzArchive, EveryTruncationIsRefused) {
  const std::string whole = zip_bytes({{"x.npy", "abcdef"}, {"y.npy", std::string(99, 'y'), true}});
  for (std::size_t length = 0; length < whole.size(); ++length)
    EXPECT_THAT(opening_error(whole.substr(0, length)), StartsWith("a.npz: ")) << length;
  EXPECT_THAT(opening_error(whole.substr(0, 60)), StartsWith("a.npz: no whole ZIP archive ("));
}

TEST(NpzArchive, AFlippedBitOfAnArrayIsRefused) {
  const std::string text = "abcdef";
  const std::string whole = zip_bytes({{"x.npy", text}});
  const std::size_t begin = whole.find(text);
  for (std::size_t bit = 0; bit < 8 * text.size(); ++bit) {
    std::string damaged = whole;
    damaged[begin + bit / 8] = static_cast<char>(damaged[begin + bit / 8] ^ (1 << (bit % 8)));
    EXPECT_EQ(reading_error(damaged, "x", 6),
              "a.npz/x: damaged: CRC error; copy or fetch it again");
  }
}

TEST(NpzArchive, WhatNumPyDoesNotWriteIsRefused) {
  EXPECT_EQ(opening_error(zip_bytes({{"x.npy", "1"}, {"x.npy", "2"}})),
            "a.npz: holds two arrays \"x\", expected each name once");
  EXPECT_EQ(opening_error(zip_bytes({{"x.npy", "1", false, -1, 0, true}})),
            "a.npz: \"x.npy\" is encrypted; save it without");
  EXPECT_EQ(opening_error(zip_bytes({{"x.npy", "1", false, -1, 12}})),
            "a.npz: \"x.npy\" is compressed by method 12 of ZIP, expected deflate or none; save it "
            "by numpy.savez or numpy.savez_compressed");
  EXPECT_EQ(opening_error(zip_bytes({{"data.pkl", "1"}})),
            "a.npz: holds no array, expected .npy files in it, as numpy.savez writes them");
  EXPECT_EQ(opening_error(zip_bytes({})),
            "a.npz: holds no array, expected .npy files in it, as numpy.savez writes them");
  EXPECT_EQ(opening_error("\x89PNG"),
            "a.npz: is a PNG picture, expected a .npz file as numpy.savez writes it");
}

}  // namespace
}  // namespace codegrid
