#include "data/sources/picture_list.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "data/fixtures.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class PictureLists : public testing::Test {
 protected:
  PictureList read(std::string_view text) const {
    return read_picture_list(folder_.write("list.csv", text), {});
  }
  // Without the name of the list before it.
  std::string error_of_list(std::string_view text) const {
    std::string message = message_of([&] { read(text); });
    const std::string start = (folder_.path() / "list.csv").string() + ": ";
    EXPECT_TRUE(message.starts_with(start)) << message;
    return message.substr(std::min(start.size(), message.size()));
  }

  const TemporaryFolder folder_;
};

TEST_F(PictureLists, KeepTheirOrderAndTheirNames) {
  for (const char* name : {"b.png", "in/a.png", "a,\"b\"\n\xff"}) folder_.write(name, "123");
  const std::string absolute = (folder_.path() / "in/../in/./a.png").string();
  const PictureList list = read("path\r\nb.png\r\n\"a,\"\"b\"\"\n\xff\"\r\n" + absolute + "\r\n");
  ASSERT_EQ(list.pictures.size(), 3U);
  EXPECT_EQ(list.pictures[0].name, "b.png");
  EXPECT_EQ(list.pictures[1].name, "a,\"b\"\n\xff");
  EXPECT_EQ(list.pictures[2].name, absolute);
  EXPECT_EQ(list.pictures[1].size, 3);
  EXPECT_GT(list.pictures[1].modified, 1'000'000'000'000'000'000);
  EXPECT_EQ(list.pictures[1].label, -1);
  EXPECT_EQ(list.root, folder_.path());
  EXPECT_THAT(list.label_names, IsEmpty());
}

TEST_F(PictureLists, GiveLabelsInTheOrderOfTheirNames) {
  for (const char* name : {"1", "2", "3"}) folder_.write(name, "");
  for (const char* text : {"path,label\n1,dog\n2,cat\n3,dog\n", "label,path\ndog,1\ncat,2\ndog,3",
                           "\xef\xbb\xbf\"path\",label\r\n1,dog\r\n2,\"cat\"\r\n3,dog\r\n"}) {
    const PictureList list = read(text);
    EXPECT_THAT(list.label_names, ElementsAre("cat", "dog"));
    ASSERT_EQ(list.pictures.size(), 3U);
    EXPECT_EQ(list.pictures[0].label, 1);
    EXPECT_EQ(list.pictures[1].label, 0);
    EXPECT_EQ(list.pictures[2].label, 1);
  }
}

TEST_F(PictureLists, LabelsOfNoneAreNone) {
  folder_.write("1", "");
  const PictureList list = read("path,label\n1,\n");
  EXPECT_THAT(list.label_names, IsEmpty());
  EXPECT_EQ(list.pictures[0].label, -1);
}

TEST_F(PictureLists, LabelsOfSomeAreRefused) {
  const std::string end = "; expected labels in all lines or in none";
  EXPECT_EQ(error_of_list("path,label\na,x\nb,\nc,\n"),
            "line 3: no label, but line 2 has one" + end);
  EXPECT_EQ(error_of_list("path,label\na,\nb,x\n"), "line 2: no label, but line 3 has one" + end);
}

TEST_F(PictureLists, WhatCannotBeReadIsNamedAndTheOthersStay) {
  folder_.write("a.png", "");
  fs::create_directory(folder_.path() / "folder");
  fs::create_symlink("gone", folder_.path() / "link");
  ASSERT_EQ(::mkfifo((folder_.path() / "pipe").c_str(), 0600), 0);
  const PictureList list = read("path\nnone.png\na.png\nfolder\nlink\npipe\na.png/x\n");
  ASSERT_EQ(list.pictures.size(), 1U);
  EXPECT_EQ(list.pictures[0].name, "a.png");
  std::vector<std::string> lines;
  for (const SkippedPicture& each : list.unreadable)
    lines.push_back(each.name + ": " + each.reason);
  EXPECT_THAT(lines, ElementsAre("none.png: cannot be read: No such file or directory",
                                 "folder: is a folder, expected a file",
                                 "link: is a link to \"gone\", which is not there",
                                 "pipe: is a named pipe, expected a file",
                                 "a.png/x: cannot be read: Not a directory"));
}

TEST_F(PictureLists, AHomeFolderThatNoShellReplacedIsExplained) {
  const PictureList list = read("path\n~/a.png\n");
  ASSERT_EQ(list.unreadable.size(), 1U);
  EXPECT_THAT(
      list.unreadable[0].reason,
      testing::StartsWith(
          "cannot be read: No such file or directory; \"~\" is the home folder to a shell"));
}

TEST_F(PictureLists, OnePictureTwiceIsRefusedHoweverItIsWritten) {
  const std::string end = "; expected each picture once";
  EXPECT_EQ(error_of_list("path\na.png\nb.png\n\na.png\n"),
            "line 5: \"a.png\" stands in line 2, too" + end);
  EXPECT_EQ(error_of_list("path\nin/a.png\nin/../in//./a.png\n"),
            "line 3: \"in/../in//./a.png\" stands in line 2, too" + end);
  const std::string absolute = (folder_.path() / "a").string();
  EXPECT_EQ(error_of_list("path\na\n" + absolute + "\n"),
            "line 3: \"" + absolute + "\" stands in line 2, too" + end);
}

TEST_F(PictureLists, HaveAHeader) {
  EXPECT_EQ(error_of_list("a.png,cat\nb.png,dog\n"),
            "line 1: found \"a.png,cat\", expected the header \"path\" or \"path,label\" in the "
            "first line");
  EXPECT_EQ(error_of_list("Path,Label\n"),
            "line 1: found \"Path,Label\", expected the header \"path\" or \"path,label\" in the "
            "first line");
  EXPECT_EQ(error_of_list("path,label,split\n"),
            "line 1: found \"path,label,split\", expected the header \"path\" or \"path,label\" in "
            "the first line");
  EXPECT_EQ(error_of_list(""),
            "is empty, expected a CSV file with the header \"path\" or \"path,label\"");
  EXPECT_EQ(error_of_list("path\r\n\r\n"),
            "names no picture: nothing follows the header; expected a path a line");
}

TEST_F(PictureLists, OtherSeparatorsAreNamed) {
  const std::string end = ", expected commas (RFC 4180); save it as comma-separated values";
  EXPECT_EQ(error_of_list("path;label\na;b\n"),
            "line 1: its columns are separated by semicolons" + end);
  EXPECT_EQ(error_of_list("label\tpath\r\n"), "line 1: its columns are separated by tabs" + end);
}

TEST_F(PictureLists, OtherFilesAreCalledWhatTheyAre) {
  const std::string header = ", expected a CSV file with the header \"path\" or \"path,label\"; ";
  EXPECT_EQ(error_of_list("\x89PNG and so on"),
            "is a PNG picture" + header + "a list names the files of pictures");
  EXPECT_EQ(error_of_list("<!DOCTYPE html><html>"),
            "is a web page (HTML)" + header +
                "the server sent a page instead of the file: fetch it again");
  for (const auto& text :
       {std::string("\xff\xfep\0a\0t\0h\0", 10), std::string("\xfe\xff\0p\0a\0t\0h", 10)}) {
    EXPECT_EQ(error_of_list(text), "is text in UTF-16, expected UTF-8; save it as UTF-8");
  }
  EXPECT_EQ(error_of_list(std::string("p\0a\0t\0h\0", 8)),
            "line 1: holds a NUL byte, expected text: it may be in UTF-16, save it as UTF-8");
}

TEST_F(PictureLists, RowsHaveTheColumnsOfTheHeader) {
  const std::string end = " as in the header; a path that holds a comma stands in quotes";
  EXPECT_EQ(error_of_list("path\na,b.png\n"), "line 2: 2 columns, expected 1" + end);
  EXPECT_EQ(error_of_list("path,label\na.png\n"), "line 2: 1 column, expected 2" + end);
  EXPECT_EQ(error_of_list("path,label\n,x\n"), "line 2: an empty path, expected that of a picture");
  EXPECT_EQ(error_of_list("path\n\"\"\n"), "line 2: an empty path, expected that of a picture");
  EXPECT_EQ(error_of_list("path\n\"a.png\n"),
            "line 2: a quote that is never closed; put one after the field, and double each quote "
            "within");
}

TEST_F(PictureLists, AreNamedWhereTheyAreNotThere) {
  folder_.write("pictures.csv", "path\n");
  EXPECT_EQ(message_of([&] { read_picture_list(folder_.path() / "picture.csv", {}); }),
            (folder_.path() / "picture.csv").string() +
                ": cannot read: No such file or directory; did you mean pictures.csv, in the same "
                "folder?");
  EXPECT_EQ(message_of([&] { read_picture_list(folder_.path(), {}); }),
            folder_.path().string() + ": cannot read: Is a directory");
}

TEST(PictureListOfBytes, IsNamedAsItsSourceAndRelativeToItsRoot) {
  const TemporaryFolder folder;
  folder.write("a", "1");
  std::string text = "path\n";
  for (int i = 0; i < 1998; ++i) text.append(std::to_string(i)).append("\n");
  std::vector<std::int64_t> counts;
  const PictureList list = parse_picture_list(text + "a\nb\n", "standard input", folder.path(),
                                              [&](std::int64_t n) { counts.push_back(n); });
  EXPECT_EQ(list.pictures.size(), 1U);
  EXPECT_THAT(counts, ElementsAre(0, 1));
  EXPECT_EQ(
      message_of([&] { parse_picture_list("x", "odd\nname", folder.path(), {}); }),
      "odd\\nname: line 1: found \"x\", expected the header \"path\" or \"path,label\" in the "
      "first line");
}

}  // namespace
}  // namespace codegrid
