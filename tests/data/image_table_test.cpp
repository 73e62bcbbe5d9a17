#include "data/image_table.hpp"

#include <gmock/gmock.h>

#include "support/fixtures.hpp"

namespace codegrid {
namespace {

PictureList odd_list() {
  return {"/pics",
          {{"a.png", 10, 1'700'000'000'123'456'789, 1},
           {"b,\"c\"\n\r.png", 0, -5, 0},
           {"\xff caf\xc3\xa9.png", 3, 4, -1}},
          {"cat", "dog, wet"},
          {}};
}

TEST(ImageTable, HasARowForEachFile) {
  EXPECT_EQ(image_table(odd_list()),
            "path,size,modified,label\n"
            "a.png,10,1700000000123456789,\"dog, wet\"\n"
            "\"b,\"\"c\"\"\n\r.png\",0,-5,cat\n"
            "\xff caf\xc3\xa9.png,3,4,\n");
}

TEST(ImageTable, GivesBackWhatWasWritten) {
  const PictureList list = odd_list();
  const PictureList read = parse_image_table(image_table(list), "images.csv");
  ASSERT_EQ(read.pictures.size(), list.pictures.size());
  for (std::size_t i = 0; i < list.pictures.size(); ++i) {
    EXPECT_EQ(read.pictures[i].name, list.pictures[i].name);
    EXPECT_EQ(read.pictures[i].size, list.pictures[i].size);
    EXPECT_EQ(read.pictures[i].modified, list.pictures[i].modified);
  }
  EXPECT_THAT(read.label_names, testing::ElementsAre("dog, wet", "cat"));
  EXPECT_EQ(read.pictures[0].label, 0);
  EXPECT_EQ(read.pictures[1].label, 1);
  EXPECT_EQ(read.pictures[2].label, -1);
  EXPECT_EQ(image_table(read), image_table(list));
}

TEST(ImageTable, AnythingElseIsRefusedByLine) {
  const auto refusal = [](const std::string& rows) -> std::string {
    return error_of([&] { parse_image_table("path,size,modified,label\n" + rows, "images.csv"); })
        .what();
  };
  const std::string expected = "; expected a file as codegrid-train writes it";
  EXPECT_EQ(refusal("a,1,2\n"), "images.csv: line 2: found 3 fields, expected 4" + expected);
  EXPECT_EQ(refusal("a,1,2,\n\"b\n\",x,2,\n"),
            "images.csv: line 3: size: found \"x\", expected a whole number" + expected);
  EXPECT_EQ(refusal("\"b\n\",1,2,\nc,1,,\n"),
            "images.csv: line 4: modified: found \"\", expected a whole number" + expected);
  EXPECT_EQ(refusal("a,1,2,"), "images.csv: line 2: ends in the middle" + expected);
  EXPECT_EQ(refusal("\"a,1,2,\n"), "images.csv: line 2: a quote is not closed" + expected);
  EXPECT_EQ(refusal("\"a\"b,1,2,\n"),
            "images.csv: line 2: expected a comma or the line's end" + expected);
  EXPECT_EQ(refusal("a,1,2,\r\n"),
            "images.csv: line 2: expected a comma or the line's end" + expected);
  EXPECT_EQ(refusal(",1,2,\n"), "images.csv: line 2: has no path" + expected);
  EXPECT_STREQ(error_of([] { parse_image_table("path\na\n", "images.csv"); }).what(),
               "images.csv: expected the header \"path,size,modified,label\"; expected a file as "
               "codegrid-train writes it");
}

TEST(ImageTable, EveryTruncationInARowIsFound) {
  const std::string table = image_table(odd_list());
  for (std::size_t length = 0; length < table.size(); ++length) {
    const std::string start = table.substr(0, length);
    if (start.ends_with('\n') && std::ranges::count(start, '"') % 2 == 0 &&
        start.starts_with("path,size,modified,label\n"))
      continue;  // whole rows
    EXPECT_EQ(error_of([&] { parse_image_table(start, "images.csv"); }).code(), ExitCode::kBadData)
        << length;
  }
}

TEST(ImageTable, IsReadFromAFile) {
  const TemporaryFolder place;
  EXPECT_EQ(read_image_table(place.write("images.csv", image_table(odd_list()))).pictures.size(),
            3);
  EXPECT_EQ(error_of([&] { read_image_table(place.path() / "none.csv"); }).what(),
            (place.path() / "none.csv").string() + ": cannot read: No such file or directory");
}

}  // namespace
}  // namespace codegrid
