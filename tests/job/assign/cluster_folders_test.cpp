#include "job/assign/cluster_folders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "job/cluster_fixtures.hpp"
#include "support/fixtures.hpp"

namespace codegrid {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

class ClusterFoldersIn : public testing::TestWithParam<Laying> {
 protected:
  TemporaryFolder folder;
  fs::path into = folder.path() / "sorted";
};

TEST_P(ClusterFoldersIn, HoldThePicturesOfEachCluster) {
  const fs::path a = folder.write("new/a.png", "bytes of a");
  const fs::path b = folder.write("new/b.png", "bytes of b");
  ClusterFolders folders(into, GetParam(), 12);
  folders.lay(a, 7);
  folders.lay(b, -1);
  EXPECT_THAT(names_in(into), ElementsAre("cluster_07", "cluster_none"));
  EXPECT_THAT(names_in(into / "cluster_07"), ElementsAre("a.png"));
  EXPECT_EQ(slurp(into / "cluster_07/a.png"), "bytes of a");
  EXPECT_EQ(fs::is_symlink(into / "cluster_07/a.png"), GetParam() == Laying::kLink);
  EXPECT_EQ(slurp(a), "bytes of a");
}

TEST_P(ClusterFoldersIn, NumberEqualNamesAndOverwriteNothing) {
  ClusterFolders folders(into, GetParam(), 2);
  folder.write("sorted/cluster_00/x.png", "was there");
  for (const char* where : {"one", "two", "three"})
    folders.lay(folder.write(fs::path(where) / "x.png", where), 0);
  EXPECT_THAT(names_in(into / "cluster_00"),
              ElementsAre("x (2).png", "x (3).png", "x (4).png", "x.png"));
  EXPECT_EQ(slurp(into / "cluster_00/x.png"), "was there");
  EXPECT_EQ(slurp(into / "cluster_00/x (3).png"), "two");
}

TEST_P(ClusterFoldersIn, LeaveWhatLiesThereAlreadyAsItIs) {
  const fs::path a = folder.write("a.png", "bytes of a");
  const fs::path other = folder.write("other/a.png", "other bytes");
  for (int run = 0; run < 2; ++run) {
    ClusterFolders folders(into, GetParam(), 2);
    folders.lay(a, 1);
    folders.lay(other, 1);
  }
  EXPECT_THAT(names_in(into / "cluster_01"), ElementsAre("a (2).png", "a.png"));
}

TEST_P(ClusterFoldersIn, TakeNamesWithAnyBytes) {
  const fs::path odd = folder.write("line\nend \xff", "odd");
  ClusterFolders(into, GetParam(), 2).lay(odd, 1);
  EXPECT_EQ(slurp(into / "cluster_01" / odd.filename()), "odd");
}

TEST_P(ClusterFoldersIn, NumberLongNamesToo) {
  const std::string longest = std::string(251, 'x') + ".png";
  std::string accents = "a";
  for (int i = 0; i < 127; ++i) accents += "\u00e9";
  ClusterFolders folders(into, GetParam(), 2);
  for (const std::string& name : {longest, accents, "." + std::string(254, 'y')}) {
    for (const char* where : {"one", "two"})
      folders.lay(folder.write(fs::path(where) / name, where), 0);
  }
  std::string shorter = "a";
  for (int i = 0; i < 125; ++i) shorter += "\u00e9";
  EXPECT_THAT(names_in(into / "cluster_00"),
              testing::UnorderedElementsAre(longest, std::string(247, 'x') + " (2).png", accents,
                                            shorter + " (2)", "." + std::string(254, 'y'),
                                            "." + std::string(250, 'y') + " (2)"));
}

TEST_P(ClusterFoldersIn, NameWhatStandsInTheWay) {
  folder.write("sorted/cluster_01", "a file");
  ClusterFolders folders(into, GetParam(), 2);
  const Error error = error_of([&] { folders.lay(folder.write("a.png", "a"), 1); });
  EXPECT_EQ(error.code(), ExitCode::kFailed);
  EXPECT_NE(std::string(error.what()).find("cluster_01"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Both, ClusterFoldersIn, testing::Values(Laying::kLink, Laying::kCopy));

TEST(ClusterFolders, LinksHoldWhereverTheyAreReadFrom) {
  const TemporaryFolder folder;
  folder.write("a.png", "a");
  const fs::path before = fs::current_path();
  fs::current_path(folder.path());
  ClusterFolders("sorted", Laying::kLink, 2).lay("./a.png", 0);
  fs::current_path(before);
  EXPECT_EQ(fs::read_symlink(folder.path() / "sorted/cluster_00/a.png"), folder.path() / "a.png");
}

}  // namespace
}  // namespace codegrid
