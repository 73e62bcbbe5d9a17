#include "data/sources/csv.hpp"

#include <gtest/gtest.h>

#include "data/fixtures.hpp"

namespace codegrid {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows rows_of(std::string_view bytes) {
  CsvReader reader(bytes, "f.csv");
  Rows rows;
  while (const auto row = reader.next()) rows.push_back(row->fields);
  return rows;
}

std::string csv_error(std::string_view bytes) {
  return message_of([&] { rows_of(bytes); });
}

TEST(Csv, IsReadWithEveryEndOfLine) {
  const Rows expected{{"path", "label"}, {"a", "1"}, {"", ""}};
  for (const char* text : {"path,label\na,1\n,\n", "path,label\r\na,1\r\n,\r\n",
                           "path,label\na,1\n,", "\xef\xbb\xbfpath,label\n\n\na,1\r\n\r\n,"}) {
    EXPECT_EQ(rows_of(text), expected) << text;
  }
  EXPECT_EQ(rows_of(""), Rows{});
  EXPECT_EQ(rows_of("\n\r\n"), Rows{});
}

TEST(Csv, FieldsInQuotesHoldAnything) {
  EXPECT_EQ(rows_of("\"a,b\",\"say \"\"x\"\"\",\"\"\r\n\"two\r\nlines\",\"\"\"\", b "),
            (Rows{{"a,b", "say \"x\"", ""}, {"two\r\nlines", "\"", " b "}}));
  EXPECT_EQ(rows_of("caf\xe9\n"), (Rows{{"caf\xe9"}}));
}

TEST(Csv, RowsKnowTheLineTheyBeginIn) {
  CsvReader reader("a\n\n\"b\nc\"\nd\n", "f.csv");
  EXPECT_EQ(reader.next()->line, 1U);
  EXPECT_EQ(reader.next()->line, 3U);
  EXPECT_EQ(reader.next()->line, 5U);
  EXPECT_FALSE(reader.next());
  EXPECT_FALSE(reader.next());
}

TEST(Csv, WhatIsNoneIsRefusedWithItsLine) {
  EXPECT_EQ(csv_error("a\n\"b\nc"),
            "f.csv: line 2: a quote that is never closed; put one after the field, and double each "
            "quote within");
  EXPECT_EQ(csv_error("a\n15\" x\n"),
            "f.csv: line 2: a quote inside a field that does not begin with one; put the whole "
            "field in quotes, and double each quote within");
  EXPECT_EQ(csv_error("a\n\"b\n\"c\n"),
            "f.csv: line 3: text after the closing quote of a field, expected a comma or the "
            "line's end; double each quote within a field");
  EXPECT_EQ(csv_error("a\rb\r"),
            "f.csv: line 1: a carriage return alone, expected lines that end with LF or CRLF; a "
            "field that holds one stands in quotes");
  const std::string nul = "holds a NUL byte, expected text: it may be in UTF-16, save it as UTF-8";
  EXPECT_EQ(csv_error(std::string_view("a\nb\0c", 5)), "f.csv: line 2: " + nul);
  EXPECT_EQ(csv_error(std::string_view("\"a\n\0\"", 5)), "f.csv: line 2: " + nul);
}

}  // namespace
}  // namespace codegrid
