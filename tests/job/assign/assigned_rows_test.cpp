#include "job/assign/assigned_rows.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace codegrid {
namespace {

std::string row(RowFormat format, bool votes, const AssignedImage& image) {
  std::string text;
  AssignedRows(format, votes).append(text, image);
  return text;
}

AssignedImage image(std::string_view path) {
  AssignedImage result{.path = path};
  result.code.cluster = 3;
  result.code.distance = 0.1F;
  result.code.next_cluster = 1;
  result.code.next_distance = 2.5;
  return result;
}

TEST(AssignedRows, OfCsvAreAsTheHeaderSays) {
  EXPECT_EQ(AssignedRows(RowFormat::kCsv, false).header(),
            "path,index,cluster,distance,next_cluster,next_distance,known\n");
  EXPECT_EQ(row(RowFormat::kCsv, false, image("a/b.png")), "a/b.png,,3,0.1,1,2.5,false\n");
  EXPECT_EQ(AssignedRows(RowFormat::kCsv, true).header(),
            "path,index,cluster,distance,confidence,next_cluster,next_distance,next_confidence,"
            "known\n");
  AssignedImage voted = image("images");
  voted.index = 17;
  voted.code.confidence = 0.75;
  voted.code.next_confidence = 0.25;
  voted.known = true;
  EXPECT_EQ(row(RowFormat::kCsv, true, voted), "images,17,3,0.1,0.75,1,2.5,0.25,true\n");
}

TEST(AssignedRows, OfCsvQuoteWhatHasToBe) {
  EXPECT_EQ(row(RowFormat::kCsv, false, image("a,b.png")), "\"a,b.png\",,3,0.1,1,2.5,false\n");
  EXPECT_EQ(row(RowFormat::kCsv, false, image("a\"b")), "\"a\"\"b\",,3,0.1,1,2.5,false\n");
  EXPECT_EQ(row(RowFormat::kCsv, false, image("a\nb")), "\"a\nb\",,3,0.1,1,2.5,false\n");
  EXPECT_EQ(row(RowFormat::kCsv, false, image("\xff b")), "\xff b,,3,0.1,1,2.5,false\n");
}

TEST(AssignedRows, LeaveOpenWhatThereIsNot) {
  const AssignedImage none{.path = "a"};
  EXPECT_EQ(row(RowFormat::kCsv, true, none), "a,,-1,,,,,,false\n");
  EXPECT_EQ(row(RowFormat::kJsonLines, true, none),
            "{\"path\":\"a\",\"cluster\":-1,\"distance\":null,\"confidence\":null,"
            "\"next_cluster\":null,\"next_distance\":null,\"next_confidence\":null,"
            "\"known\":false}\n");
}

TEST(AssignedRows, OfJsonAreAnObjectALine) {
  EXPECT_EQ(AssignedRows(RowFormat::kJsonLines, false).header(), "");
  AssignedImage numbered = image("a\n\"b");
  numbered.index = 2;
  numbered.known = true;
  const std::string text = row(RowFormat::kJsonLines, false, numbered);
  EXPECT_EQ(text.find('\n'), text.size() - 1);
  const auto json = nlohmann::json::parse(text);
  EXPECT_EQ(json.size(), 7U);
  EXPECT_EQ(json["path"], "a\n\"b");
  EXPECT_EQ(json["index"], 2);
  EXPECT_EQ(json["cluster"], 3);
  EXPECT_EQ(json["next_distance"], 2.5);
  EXPECT_EQ(json["known"], true);
}

TEST(AssignedRows, OfJsonKeepThePathsThatAreNotUtf8) {
  const auto json = nlohmann::json::parse(row(RowFormat::kJsonLines, false, image("caf\xe9.png")));
  EXPECT_EQ(json["path"], "caf\xEF\xBF\xBD.png");
  EXPECT_EQ(json["path_hex"], "636166e92e706e67");
}

TEST(AssignedRows, HoldDistancesThatFloat32DoesNot) {
  AssignedImage far = image("a");
  far.code.distance = 1e60;
  far.code.next_distance = 1e-60;
  EXPECT_EQ(row(RowFormat::kCsv, false, far), "a,,3,1e+60,1,1e-60,false\n");
}

}  // namespace
}  // namespace codegrid
