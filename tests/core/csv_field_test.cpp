#include "core/csv_field.hpp"

#include <gtest/gtest.h>

namespace codegrid {
namespace {

TEST(CsvField, OfPlainTextIsThatText) {
  for (const std::string text : {"", "cat", "a b/c.png", " spaces ", "caf\xc3\xa9", "it's"})
    EXPECT_EQ(csv_field(text), text);
}

TEST(CsvField, IsQuotedWhereItWouldEndTheFieldOrTheLine) {
  EXPECT_EQ(csv_field("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_field("a\nb"), "\"a\nb\"");
  EXPECT_EQ(csv_field("a\rb"), "\"a\rb\"");
  EXPECT_EQ(csv_field("say \"hi\""), "\"say \"\"hi\"\"\"");
  EXPECT_EQ(csv_field("\""), "\"\"\"\"");
}

TEST(CsvField, KeepsBytesThatAreNotUtf8) {
  EXPECT_EQ(csv_field("caf\xe9.png"), "caf\xe9.png");
  EXPECT_EQ(csv_field("\xff,\xfe"), "\"\xff,\xfe\"");
}

}  // namespace
}  // namespace codegrid
