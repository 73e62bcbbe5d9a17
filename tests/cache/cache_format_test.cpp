#include "cache/cache_format.hpp"

#include <gmock/gmock.h>

#include "cache/fixtures.hpp"

namespace codegrid {
namespace {

using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

TEST(CacheFormat, GivesBackWhatWasWritten) {
  const std::string bytes = cache_bytes(some_index());
  const CacheView view = parse_cache_file(bytes);
  EXPECT_EQ(view.key, some_key());
  EXPECT_EQ(view.shape, (CachedShape{1, 2, 3}));
  EXPECT_EQ(view.pixels, kSomePixels);
  EXPECT_THAT(view.labels, ElementsAre(7, -1));
  ASSERT_EQ(view.names.size(), 2);
  EXPECT_EQ(view.names[0], "a.png");
  EXPECT_EQ(view.names[1], "folder/b\n.png");
  ASSERT_EQ(view.left_out.size(), 1);
  EXPECT_EQ(view.left_out[0], "c.txt");
  EXPECT_EQ(view.reasons[0], "is a text");
  EXPECT_EQ(view.root, "/pictures");
}

TEST(CacheFormat, MayHoldNoLabelsAndNoPictures) {
  CacheIndex index;
  index.key = some_key();
  index.shape = {3, 64, 64};
  const CacheFrame frame = cache_frame(index);
  const std::string bytes = frame.header + frame.index;
  const CacheView view = parse_cache_file(bytes);
  EXPECT_THAT(view.labels, IsEmpty());
  EXPECT_EQ(view.names.size(), 0);
  EXPECT_EQ(view.pixels, "");
}

TEST(CacheFormat, PixelsBeginOnAPageAndNumbersAtAMultipleOfEight) {
  const std::string bytes = cache_bytes(some_index());
  const CacheView view = parse_cache_file(bytes);
  EXPECT_EQ(view.pixels.data() - bytes.data(), 4096);
  EXPECT_EQ((reinterpret_cast<const char*>(view.labels.data()) - bytes.data()) % 8, 0);
}

TEST(CacheFormat, EveryTruncationIsRefused) {
  const std::string bytes = cache_bytes(some_index());
  for (std::size_t length = 0; length < bytes.size(); length += length < 300 ? 1 : 37) {
    const std::string start = bytes.substr(0, length);
    EXPECT_THAT(error_of([&] { parse_cache_file(start); }).what(),
                AnyOf(StartsWith("is truncated"), HasSubstr("is no cache file of codegrid")))
        << length;
  }
  EXPECT_STREQ(error_of([&] { parse_cache_file(bytes + "x"); }).what(),
               "has a damaged header, or is longer than it says");
}

// All but the pixels and the zeros between the parts, of which the digest is not.
TEST(CacheFormat, EveryFlippedByteOfHeaderAndIndexIsFound) {
  const std::string bytes = cache_bytes(some_index());
  const auto index_begin = static_cast<std::size_t>(cache_frame(some_index()).index_offset);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i >= 248 && i < index_begin) continue;
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
    EXPECT_EQ(error_of([&] { parse_cache_file(damaged); }).code(), ExitCode::kBadData) << i;
  }
}

TEST(CacheFormat, AnotherVersionIsSaid) {
  std::string bytes = cache_bytes(some_index());
  bytes[16] = 9;
  EXPECT_STREQ(error_of([&] { parse_cache_file(bytes); }).what(),
               "is of version 9 of its format, expected version 1");
  EXPECT_TRUE(is_cache_file(bytes));
  EXPECT_FALSE(is_cache_file("codegrid"));
}

TEST(CacheFormat, TheSamePicturesGiveTheSameBytes) {
  EXPECT_EQ(cache_bytes(some_index()), cache_bytes(some_index()));
}

}  // namespace
}  // namespace codegrid
