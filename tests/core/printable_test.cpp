#include "core/printable.hpp"

#include <gtest/gtest.h>

namespace codegrid {
namespace {

using std::string_literals::operator""s;

TEST(Printable, LeavesTextInUtf8AsItIs) {
  for (const std::string text :
       {"", "plain", "caf\u00e9", "\u6570\u5b57", "\U0001F600", "a \"b\" \\ c"}) {
    EXPECT_TRUE(is_printable(text)) << text;
    EXPECT_EQ(printable(text), text);
  }
}

TEST(Printable, ShowsControlCharactersAsEscapes) {
  EXPECT_EQ(printable("a\tb\r\n"), "a\\tb\\r\\n");
  EXPECT_EQ(printable("a\0b"s), "a\\x00b");
  EXPECT_EQ(printable("\x1b[31m\x7f"), "\\x1b[31m\\x7f");
  EXPECT_EQ(printable("\xc2\x9b"), "\\xc2\\x9b");  // as good as ESC [ to some terminals
  for (const std::string& text : {"a\tb"s, "\n"s, "a\0b"s, "\x7f"s, "\xc2\x80"s})
    EXPECT_FALSE(is_printable(text)) << printable(text);
}

TEST(Printable, ShowsBytesThatAreNotUtf8AsEscapes) {
  EXPECT_EQ(printable("caf\xe9.json"), "caf\\xe9.json");
  EXPECT_EQ(printable("\xc3"), "\\xc3");                             // cut short
  EXPECT_EQ(printable("\xc0\xaf"), "\\xc0\\xaf");                    // "/", longer than it need be
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");           // half of a pair of UTF-16
  EXPECT_EQ(printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");  // past the last character
  EXPECT_EQ(printable("\xe2\x82x"), "\\xe2\\x82x");
  EXPECT_FALSE(is_printable("caf\xe9"));
}

TEST(Printable, KeepsTheEndsOfLinesWhereAMessageHasSeveral) {
  EXPECT_EQ(printable_lines("a\nb\t\n\xff"), "a\nb\\t\n\\xff");
  EXPECT_EQ(printable_lines(""), "");
  EXPECT_EQ(printable_lines("\n"), "\n");
}

TEST(Printable, FindsControlCharactersInAnyBytes) {
  EXPECT_TRUE(has_control_character("\xff\r"));
  EXPECT_TRUE(has_control_character("line\u0085end"));  // NEL, a line's end to some
  EXPECT_TRUE(has_control_character("\xff\xc2\x9b"));
  EXPECT_FALSE(has_control_character("caf\xe9"));
  EXPECT_FALSE(has_control_character("\xc2\u00a0\xc2"));
}

}  // namespace
}  // namespace codegrid
