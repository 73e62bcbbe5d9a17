#include "job/init/config_text.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <sstream>
#include <utility>

#include "core/strict_json.hpp"

namespace codegrid {
namespace {

TEST(ConfigText, IsAnObjectWithTheReasonsAboveItsValues) {
  const std::vector<ConfigEntry> entries{
      {"name", "photos", {}, "Of the folder."},
      {"data", {}, {{"image", {}, {{"height", 4}, {"background", {1, 2, 3}}}, "One shape."}}}};
  EXPECT_EQ(config_text(entries, "All of it.\nSecond."),
            R"({
  // All of it.
  // Second.

  // Of the folder.
  "name": "photos",

  "data": {
    // One shape.
    "image": {
      "height": 4,
      "background": [1, 2, 3]
    }
  }
}
)");
}

TEST(ConfigText, AListOfSectionsHasEachWithItsReason) {
  const ConfigEntry list{"encoders",
                         {},
                         {},
                         "Two.",
                         {{"", {}, {{"name", "a"}}, "One."}, {"", {}, {{"name", "b"}, {"k", 2}}}}};
  EXPECT_EQ(config_text({list}, ""),
            R"({
  // Two.
  "encoders": [
    {
      // One.
      "name": "a"
    },
    {
      "name": "b",
      "k": 2
    }
  ]
}
)");
  EXPECT_EQ(plain_value(list).dump(), R"([{"name":"a"},{"name":"b","k":2}])");
  EXPECT_EQ(plain_value({"k", 3, {}, "Three."}).dump(), "3");
}

TEST(ConfigText, NoTextBreaksOutOfItsCommentOrItsValue) {
  const std::string odd = "a\"b\\c\r\x1b[2J\xff \xc2\x85 */ // x\t\"seed\": 7,";
  const std::string text = config_text({{"name", "a\"b\\c */ // x", {}, odd}}, odd);
  for (const char c : text) EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20);
  const nlohmann::json parsed = parse_json(text, "it");
  EXPECT_EQ(parsed, (nlohmann::json{{"name", "a\"b\\c */ // x"}}));
}

TEST(ConfigText, LinesEndBetweenWordsBeforeTheHundredthColumn) {
  std::string why;
  for (int i = 0; i < 60; ++i) why += fmt::format("word{} ", i);
  why += std::string(200, 'w');
  std::istringstream lines(config_text({{"a", {}, {{"b", 1, {}, why}}}}, why));
  std::string words;
  for (std::string line; std::getline(lines, line);) {
    EXPECT_TRUE(line.size() <= 100 || line.find("www") != std::string::npos) << line;
    const std::size_t start = line.find("// ");
    if (start != std::string::npos) words += line.substr(start + 3) + " ";
  }
  EXPECT_EQ(words, why + " " + why + " ");
}

}  // namespace
}  // namespace codegrid
