#include "data/gzip.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "data/fixtures.hpp"
#include "support/stopped.hpp"

namespace codegrid {
namespace {

using testing::AnyOf;
using testing::HasSubstr;

constexpr std::uint64_t kPlenty = 1 << 24;

TEST(Gzip, IsKnownByItsFirstTwoBytes) {
  EXPECT_TRUE(is_gzip(gzip_bytes("x")));
  EXPECT_FALSE(is_gzip("\x1f"));
  EXPECT_FALSE(is_gzip(""));
  EXPECT_FALSE(is_gzip("PK"));
}

TEST(Gzip, ComesBackAsItWasPacked) {
  for (const std::size_t length : std::initializer_list<std::size_t>{0, 1, 255, 100'000}) {
    const std::string bytes = counting_bytes(length);
    EXPECT_EQ(gunzip(gzip_bytes(bytes), kPlenty, "f.gz"), bytes);
  }
}

TEST(GzipDeathTest, StopsWhenTheProgramIsAskedTo) {
  const std::string packed = gzip_bytes("some words");
  expect_to_stop({[&] { gunzip(packed, kPlenty, "f.gz"); }});
}

TEST(Gzip, MembersFollowEachOther) {
  EXPECT_EQ(gunzip(gzip_bytes("one ") + gzip_bytes("") + gzip_bytes("two"), kPlenty, "f.gz"),
            "one two");
}

TEST(Gzip, EveryTruncationIsRefused) {
  const std::string packed = gzip_bytes(counting_bytes(300) + "and some words, and some words");
  for (std::size_t length = 0; length < packed.size(); ++length) {
    EXPECT_EQ(message_of([&] { gunzip(packed.substr(0, length), kPlenty, "f.gz"); }),
              "f.gz: gzip data is truncated after " + std::to_string(length) +
                  (length == 1 ? " byte" : " bytes") +
                  "; expected one whole gzip file; copy or fetch it again");
  }
}

TEST(Gzip, ATruncatedSecondMemberIsRefused) {
  const std::string first = gzip_bytes("one");
  const std::string both = first + gzip_bytes("two");
  for (std::size_t length = first.size() + 1; length < both.size(); ++length) {
    EXPECT_THAT(message_of([&] { gunzip(both.substr(0, length), kPlenty, "f.gz"); }),
                AnyOf(HasSubstr("truncated"), HasSubstr(" bytes that are not gzip follow"),
                      HasSubstr(": 1 byte that is not gzip follows")));
  }
}

TEST(Gzip, BytesAfterTheEndAreRefused) {
  EXPECT_EQ(
      message_of([] { gunzip(gzip_bytes("one") + "junk", kPlenty, "f.gz"); }),
      "f.gz: 4 bytes that are not gzip follow the gzip data; expected one whole gzip file; copy "
      "or fetch it again");
}

TEST(Gzip, ZerosAfterAMemberArePadding) {
  const std::string one = gzip_bytes("one ");
  const std::string two = gzip_bytes("two");
  for (const std::size_t zeros : {std::size_t{1}, std::size_t{512}, std::size_t{100'000}}) {
    const std::string padding(zeros, '\0');
    EXPECT_EQ(gunzip(one + padding, kPlenty, "f.gz"), "one ") << zeros;
    EXPECT_EQ(gunzip(one + padding + two + padding, kPlenty, "f.gz"), "one two") << zeros;
    EXPECT_EQ(gunzip_start(one + padding + two, 6, "f.gz"), "one tw") << zeros;
  }
}

TEST(Gzip, OtherBytesAfterThePaddingAreRefused) {
  const std::string padded = gzip_bytes("one") + std::string(512, '\0');
  EXPECT_EQ(message_of([&] { gunzip(padded + "junk", kPlenty, "f.gz"); }),
            "f.gz: 4 bytes that are not gzip follow the gzip data; expected one whole gzip file; "
            "copy or fetch it again");
  EXPECT_THAT(message_of([&] { gunzip(padded + "\x1f\x8b", kPlenty, "f.gz"); }),
              HasSubstr("truncated"));
}

TEST(Gzip, AByteAfterTheEndIsWordedAsOne) {
  EXPECT_EQ(message_of([] { gunzip(gzip_bytes("one") + "j", kPlenty, "f.gz"); }),
            "f.gz: 1 byte that is not gzip follows the gzip data; expected one whole gzip file; "
            "copy or fetch it again");
}

TEST(Gzip, AWrongCrcIsRefused) {
  std::string packed = gzip_bytes("some words");
  packed[packed.size() - 8] ^= 1;
  EXPECT_THAT(message_of([&] { gunzip(packed, kPlenty, "f.gz"); }),
              HasSubstr("f.gz: gzip data is damaged near byte "));
  EXPECT_THAT(message_of([&] { gunzip(packed, kPlenty, "f.gz"); }),
              HasSubstr("(incorrect data check)"));
}

TEST(Gzip, AWrongLengthIsRefused) {
  std::string packed = gzip_bytes("some words");
  packed[packed.size() - 4] ^= 1;
  EXPECT_THAT(message_of([&] { gunzip(packed, kPlenty, "f.gz"); }),
              HasSubstr("(incorrect length check)"));
}

TEST(Gzip, MayUnpackToExactlyWhatIsAllowed) {
  const std::string bytes = counting_bytes(1000);
  EXPECT_EQ(gunzip(gzip_bytes(bytes), 1000, "f.gz"), bytes);
  EXPECT_EQ(message_of([&] { gunzip(gzip_bytes(bytes), 999, "f.gz"); }),
            "f.gz: gzip data unpacks to more than the 999 bytes expected");
}

TEST(Gzip, AllowanceCountsOverAllMembers) {
  EXPECT_EQ(message_of([] { gunzip(gzip_bytes("123") + gzip_bytes("45"), 4, "f.gz"); }),
            "f.gz: gzip data unpacks to more than the 4 bytes expected");
}

TEST(Gzip, TheStartNeedsNothingThatFollows) {
  std::string packed = gzip_bytes(std::string(1 << 20, 'a'));
  packed.resize(packed.size() / 2);
  EXPECT_EQ(gunzip_start(packed, 16, "f.gz"), std::string(16, 'a'));
  EXPECT_EQ(gunzip_start(gzip_bytes("abc"), 16, "f.gz"), "abc");
  EXPECT_THAT(message_of([] { gunzip_start("\x1f\x8b", 16, "f.gz"); }), HasSubstr("truncated"));
}

}  // namespace
}  // namespace codegrid
