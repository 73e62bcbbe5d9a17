#include "job/assign/path_feed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "support/fixtures.hpp"

namespace codegrid {
namespace {

using testing::ElementsAre;

std::vector<std::string> paths_in(std::string_view list, PathFeed::Separator separator,
                                  std::size_t piece) {
  std::vector<std::string> paths;
  PathFeed feed(separator, [&](const std::string& path) { paths.push_back(path); });
  for (std::size_t at = 0; at < list.size(); at += piece) feed.add(list.substr(at, piece));
  feed.finish();
  return paths;
}

TEST(PathFeed, SplitsLinesInPiecesOfAnyLength) {
  for (const std::size_t piece : {1U, 2U, 3U, 100U}) {
    EXPECT_THAT(paths_in("a.png\n\nb c.png\nlast", PathFeed::Separator::kNewline, piece),
                ElementsAre("a.png", "b c.png", "last"));
  }
}

TEST(PathFeed, NamesBehindWhichThereIsANulMayHoldAnything) {
  const std::string_view list("a\nb.png\0c\r\0\xff\0", 13);
  for (const std::size_t piece : {1U, 5U, 100U})
    EXPECT_THAT(paths_in(list, PathFeed::Separator::kNul, piece),
                ElementsAre("a\nb.png", "c\r", "\xff"));
}

TEST(PathFeed, HandsEachPathOnAsSoonAsItIsWhole) {
  std::vector<std::string> paths;
  PathFeed feed(PathFeed::Separator::kNewline,
                [&](const std::string& path) { paths.push_back(path); });
  feed.add("one\ntw");
  EXPECT_THAT(paths, ElementsAre("one"));
}

TEST(PathFeed, TheLinesOfWindowsEndWithCrAndLf) {
  const TemporaryFolder folder;
  const std::string with_cr = folder.write("real\r", "").string();
  EXPECT_THAT(paths_in("a.png\r\n" + with_cr + "\n\r\n", PathFeed::Separator::kNewline, 100),
              ElementsAre("a.png", with_cr));
}

}  // namespace
}  // namespace codegrid
