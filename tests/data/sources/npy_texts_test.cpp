#include "data/sources/npy_texts.hpp"

#include <ATen/Functions.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "data/fixtures.hpp"
#include "data/sources/npy_images.hpp"
#include "data/sources/npz_bytes.hpp"

namespace codegrid {
namespace {

using testing::ElementsAre;

ImageSet texts_in(const std::string& bytes) {
  const auto owner = std::make_shared<const std::string>(bytes);
  ImageSet set;
  put_text_labels(parse_npy_array({owner, *owner}, "f", "", may_be_labels, "labels"), set);
  return set;
}

// Four bytes a character, the lowest first, as NumPy pads them.
std::string characters(const std::u32string& text) {
  std::string bytes;
  for (const char32_t character : text)
    for (int i = 0; i < 4; ++i)
      bytes += static_cast<char>(static_cast<std::uint32_t>(character) >> (8 * i) & 0xFF);
  return bytes;
}

TEST(NpyTexts, BecomeTheNamesOfLabels) {
  const auto check = [](const ImageSet& set) {
    EXPECT_TRUE(set.labels.equal(at::tensor({1, 0, 1, 2}, at::kLong)));
    EXPECT_THAT(set.label_names, ElementsAre("caf\xc3\xa9", "dog", "\xe7\x8c\xab\xf0\x9f\x90\x88"));
  };
  const std::string dog = characters(U"dog") + std::string(4, '\0');
  const std::string whole =
      dog + characters(U"caf\u00e9") + dog + characters(U"\u732b\U0001F408") + std::string(8, '\0');
  check(texts_in(npy_bytes("<U4", "(4,)", whole)));
  std::string swapped = whole;
  for (std::size_t i = 0; i < swapped.size(); i += 4)
    std::reverse(swapped.begin() + static_cast<std::ptrdiff_t>(i),
                 swapped.begin() + static_cast<std::ptrdiff_t>(i + 4));
  check(texts_in(npy_bytes(">U4", "(4,)", swapped)));
}

TEST(NpyTexts, OfBytesStayAsTheyAre) {
  const ImageSet set = texts_in(npy_bytes("|S2", "(3, 1)", std::string("b\0a\xff\x62\0", 6)));
  EXPECT_TRUE(set.labels.equal(at::tensor({1, 0, 1}, at::kLong)));
  EXPECT_THAT(set.label_names, ElementsAre("a\xff", "b"));
}

TEST(NpyTexts, ThatAreNoneAreRefused) {
  const auto error = [](const std::string& bytes) { return message_of([&] { texts_in(bytes); }); };
  EXPECT_EQ(error(npy_bytes("|S1", "(2,)", std::string("a\0", 2))),
            "f: an empty text at index 1, expected the text of a label");
  EXPECT_EQ(error(npy_bytes("<U1", "(1,)", std::string("\0\xd8\0\0", 4))),
            "f: the number 0xd800, no character at index 0, expected the text of a label");
  EXPECT_EQ(error(npy_bytes("<U1", "(1,)", "\xff\xff\xff\xff")),
            "f: the number 0xffffffff, no character at index 0, expected the text of a label");
}

}  // namespace
}  // namespace codegrid
