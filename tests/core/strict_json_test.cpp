#include "core/strict_json.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/fixtures.hpp"

namespace codegrid {
namespace {

std::string complaint(const std::string& text) {
  return error_of([&] { parse_json(text, "job.json"); }).what();
}

TEST(StrictJson, ReadsCommentsAndValues) {
  const auto parsed = parse_json(
      "{ // a comment\n \"a\": [1, 2.5], /* another */ \"b\": {\"a\": true} }", "job.json");
  EXPECT_EQ(parsed["a"][1], 2.5);
  EXPECT_EQ(parsed["b"]["a"], true);
}

TEST(StrictJson, SaysLineAndColumnOfWhatIsNotJson) {
  const std::string text = complaint("{\n  \"a\": 1,\n  \"b\" 2\n}");
  EXPECT_TRUE(text.starts_with("job.json: not JSON: line 3, column 7: syntax error")) << text;
}

TEST(StrictJson, RefusesNanTruncationAndAnEmptyFile) {
  EXPECT_NE(complaint("{\"a\": NaN}").find("line 1, column 7"), std::string::npos);
  EXPECT_NE(complaint("{\"a\": 1").find("unexpected end of input"), std::string::npos);
  EXPECT_NE(complaint("").find("line 1, column 1"), std::string::npos);
}

TEST(StrictJson, NamesLineAndKeyOfANumberThatIsTooLarge) {
  EXPECT_EQ(complaint("{\"a\": 1e999}"),
            "job.json: line 1, column 7: a: found 1e999, expected a number of at most 1.8e308");
  EXPECT_EQ(
      complaint(
          "// not 1e400\n{\"x\": \"1e400\",\n \"a\": {\"b\\n\": 0.5, \"c\": [1,\n  -1e400\n]}}"),
      "job.json: line 4, column 3: a.c: found -1e400, expected a number of at most 1.8e308");
  EXPECT_EQ(complaint("1e400"),
            "job.json: line 1, column 1: found 1e400, expected a number of at most 1.8e308");
  EXPECT_EQ(complaint("[1e400"),
            "job.json: line 1, column 2: found 1e400, expected a number of at most 1.8e308");
}

TEST(StrictJson, NamesEveryKeyGivenTwice) {
  EXPECT_EQ(complaint(R"({"a": 1, "b": {"c": 1, "c": 2}, "a": 3})"),
            "job.json: b.c: given twice; keep one\njob.json: a: given twice; keep one");
}

TEST(StrictJson, SameKeyInDifferentObjectsIsNoDuplicate) {
  EXPECT_NO_THROW(
      parse_json(R"({"a": {"x": 1}, "b": {"x": 1}, "l": [{"x": 1}, {"x": 2}]})", "job.json"));
}

TEST(StrictJson, CarriesTheExitCodeThatTheCallerNames) {
  EXPECT_EQ(error_of([] { parse_json("{", "m"); }).code(), ExitCode::kUsage);
  EXPECT_EQ(error_of([] { parse_json("{", "m", ExitCode::kBadData); }).code(), ExitCode::kBadData);
}

TEST(StrictJson, RefusesDeepNesting) {
  EXPECT_EQ(complaint(std::string(100'000, '[')), "job.json: nested deeper than 100 levels");
}

TEST(StrictJson, SaysWhatAFileIsThatIsNoText) {
  EXPECT_EQ(complaint("\x89PNG\r\n\x1a\n"),
            "job.json: is a PNG picture, expected JSON; name another file");
  EXPECT_EQ(complaint("<!DOCTYPE html>"),
            "job.json: is a web page (HTML), expected JSON; the server sent a page instead of the "
            "file: fetch it again");
  EXPECT_EQ(complaint(std::string("\xff\xfe{\0", 4)),
            "job.json: is text in UTF-16, expected JSON; save it as UTF-8");
  EXPECT_EQ(complaint("epochs: 3"),
            "job.json: not JSON: line 1, column 1: syntax error while parsing value - invalid "
            "literal; last read: 'e'");
}

TEST(StrictJson, ShowsAKeyGivenTwiceWhole) {
  EXPECT_EQ(complaint(R"({"a\u0000b": 1, "a\u0000b": 2})"),
            "job.json: a\\x00b: given twice; keep one");
}

}  // namespace
}  // namespace codegrid
