#include "core/file_kind.hpp"

#include <gtest/gtest.h>

#include <string>

namespace codegrid {
namespace {

using std::string_literals::operator""s;

std::string what(std::string_view start) {
  const auto kind = file_kind(start);
  return kind ? std::string(kind->what) : "";
}

TEST(FileKind, KnowsAWebPageHoweverItBegins) {
  for (const char* page : {"<!DOCTYPE html><html>", "\n  <!doctype HTML>", "<html lang=\"en\">",
                           "\xef\xbb\xbf<HTML>", "<head><title>404", "<!-- saved from -->"}) {
    EXPECT_EQ(what(page), "a web page (HTML)") << page;
  }
  EXPECT_EQ(what("<?xml version=\"1.0\"?><Error><Code>AccessDenied"), "an XML file");
}

TEST(FileKind, KnowsPointersToFilesThatLieElsewhere) {
  EXPECT_EQ(what("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\n"),
            "a Git LFS pointer, not the file itself");
  EXPECT_EQ(what("/annex/objects/SHA256E-s42--1b.gz\n"),
            "a git-annex pointer, not the file itself");
}

TEST(FileKind, KnowsArchivesAndPackedData) {
  EXPECT_EQ(what("PK\x03\x04\x14"s), "a ZIP archive (as .npz, .pt and .xlsx files are, too)");
  EXPECT_EQ(what("train-images"s + std::string(245, '\0') + "ustar  "), "a tar archive");
  EXPECT_EQ(what("\x1f\x8b\x08"), "gzip data");
  EXPECT_EQ(what("BZh91AY&SY"), "bzip2 data");
  EXPECT_EQ(what("\xfd\x37zXZ\0"s), "xz data");
  EXPECT_EQ(what("\x28\xb5\x2f\xfd"), "Zstandard data");
  EXPECT_EQ(what("7z\xbc\xaf\x27\x1c"), "a 7z archive");
}

TEST(FileKind, KnowsPicturesAndArrays) {
  EXPECT_EQ(what("\x89PNG\r\n\x1a\n"), "a PNG picture");
  EXPECT_EQ(what("\xff\xd8\xff\xe0"), "a JPEG picture");
  EXPECT_EQ(what("GIF89a"), "a GIF picture");
  EXPECT_EQ(what("P5\n28 28\n255\n"), "a PGM picture");
  EXPECT_EQ(what("P2\n1 1\n255\n7"), "a PGM picture");
  EXPECT_EQ(what("P4\n1 1\n\x80"), "a PBM picture");
  EXPECT_EQ(what("BM\x3a\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0"s), "a BMP picture");
  EXPECT_EQ(what("BMW and others"), kTextFile);
  EXPECT_EQ(what("\0\0\x08\x03\0"s), "an IDX file of images");
  EXPECT_EQ(what("\0\0\x08\x01\0"s), "an IDX file of labels");
  EXPECT_EQ(what("\x93NUMPY\x01"), "a NumPy array (.npy)");
  EXPECT_EQ(what("\x89HDF\r\n"), "an HDF5 file");
  EXPECT_EQ(what("\x80\x04\x95"), "a Python pickle");
}

TEST(FileKind, KnowsPicturesOfFormatsThatAreNotRead) {
  EXPECT_EQ(what("\0\0\0\x1c"
                 "ftypavif\0\0\0\0"s),
            "an AVIF picture");
  EXPECT_EQ(what("\0\0\0\x18"
                 "ftypheic\0\0\0\0"s),
            "a HEIC picture");
  EXPECT_EQ(what("\0\0\0\x18"
                 "ftypmp42\0\0\0\0"s),
            "a video (MP4 or QuickTime)");
  EXPECT_EQ(what("\0\0\0\x0cjP  \r\n\x87\n"s), "a JPEG 2000 picture");
  EXPECT_EQ(what("\xff\x4f\xff\x51\0"s), "a JPEG 2000 picture");
  EXPECT_EQ(what("\xff\x0a\xfa"), "a JPEG XL picture");
  EXPECT_EQ(what("\0\0\0\x0cJXL \r\n\x87\n"s), "a JPEG XL picture");
  EXPECT_EQ(what("8BPS\0\x01"s), "a Photoshop document (PSD)");
  EXPECT_EQ(what("\0\0\x01\0\x01\0"s), "a Windows icon (ICO)");
  EXPECT_EQ(what("II+\0\x08\0"s), "a BigTIFF picture");
  EXPECT_EQ(what("II*\0\x10\0\0\0CR\x02\0"s), "a raw photograph (CR2)");
  EXPECT_EQ(what("P7\nWIDTH 4\n"), "a PAM picture");
  EXPECT_EQ(what("<svg xmlns=\"http://www.w3.org/2000/svg\">"), "an SVG drawing");
  EXPECT_EQ(what("<?xml version=\"1.0\"?>\n<svg width=\"4\">"), "an SVG drawing");
}

TEST(FileKind, TellsPicturesFromTheRest) {
  for (const std::string& start : {"\x89PNG"s, "GIF8"s, "<svg"s,
                                   "\0\0\0\x18"
                                   "ftypmp42"s})
    EXPECT_TRUE(is_of_pictures(*file_kind(start))) << start;
  for (const std::string& start : {"\x1f\x8b"s, "text"s, "\0\0\x08\x03"s, "<html"s})
    EXPECT_FALSE(is_of_pictures(*file_kind(start))) << start;
}

TEST(FileKind, KnowsTextInUtf8EvenWhereItIsCut) {
  EXPECT_EQ(what("label,pixel0,pixel1\n5,0,0\n"), kTextFile);
  EXPECT_EQ(what("caf\xc3"), kTextFile);
  EXPECT_EQ(what(std::string(511, 'x') + "\xc3\xa9\xff"), kTextFile) << "no more is looked at";
  EXPECT_EQ(what("\xff\xfe{\0"s), "text in UTF-16");
}

TEST(FileKind, SaysNothingOfOtherBytes) {
  EXPECT_EQ(what(""), "");
  EXPECT_EQ(what("\0\0\x08\x02"s), "");
  EXPECT_EQ(what("P\0\x08\x03"s), "");
  EXPECT_EQ(what("\xfe\xed\xfa\xce"), "");
}

}  // namespace
}  // namespace codegrid
