#include "core/sealed_header.hpp"

#include <gtest/gtest.h>

#include <array>

#include "support/fixtures.hpp"

namespace codegrid {
namespace {

constexpr FileFormat kSome{"some file", 3, "make it again"};

std::string header() { return sealed_header(kSome, std::array<std::uint64_t, 2>{7, 1ULL << 63}); }

std::string refusal(std::string_view bytes, const FileFormat& format = kSome) {
  const Error error = error_of([&] { read_sealed_header(bytes, format, "x.bin"); });
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  return error.what();
}

TEST(SealedHeader, GivesItsNumbersBack) {
  ASSERT_EQ(header().size(), kSealedHeaderBytes);
  const std::vector<std::uint64_t> numbers = read_sealed_header(header() + "rest", kSome, "x.bin");
  ASSERT_EQ(numbers.size(), kMostHeaderNumbers);
  EXPECT_EQ(numbers[0], 7U);
  EXPECT_EQ(numbers[1], 1ULL << 63);
  EXPECT_EQ(numbers[2], 0U);
}

TEST(SealedHeader, IsRefusedAtEveryOtherLength) {
  for (std::size_t length = 0; length < kSealedHeaderBytes; ++length) {
    EXPECT_EQ(refusal(header().substr(0, length)),
              length < 16 ? "x.bin: does not begin as a file of this name does (\"some file\"); "
                            "make it again"
                          : "x.bin: is truncated: " + std::to_string(length) +
                                " bytes found, 128 expected for its header; make it again");
  }
}

TEST(SealedHeader, IsRefusedWithAnyByteChanged) {
  for (std::size_t i = 0; i < kSealedHeaderBytes; ++i) {
    std::string changed = header();
    changed[i] = static_cast<char>(changed[i] ^ 1);
    refusal(changed);
  }
  std::string changed = header();
  changed[30] ^= 4;
  EXPECT_EQ(refusal(changed),
            "x.bin: its header is damaged (the digest does not fit); make it again");
}

TEST(SealedHeader, OfAnotherVersionOrKindIsRefusedByName) {
  EXPECT_EQ(refusal(header(), {"some file", 4, "make it again"}),
            "x.bin: is of format version 3; this program reads version 4; make it again");
  EXPECT_EQ(refusal(header(), {"other file", 3, "make it"}),
            "x.bin: does not begin as a file of this name does (\"other file\"); make it");
}

TEST(SealedHeader, TheLengthOfTheWholeFileIsChecked) {
  EXPECT_NO_THROW(require_length("abc", 3, kSome, "x.bin"));
  EXPECT_STREQ(error_of([] { require_length("abc", 4, kSome, "x.bin"); }).what(),
               "x.bin: is truncated: 3 bytes found, 4 expected; make it again");
  EXPECT_STREQ(error_of([] { require_length("a", 0, kSome, "x.bin"); }).what(),
               "x.bin: is too long: 1 byte found, 0 expected; make it again");
}

}  // namespace
}  // namespace codegrid
