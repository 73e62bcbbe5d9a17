#include "core/durable_file.hpp"

#include <gtest/gtest.h>

#include <string>

#include "core/fixtures.hpp"
#include "support/fixtures.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

TEST(WriteFile, ReplacesTheWholeFileAndLeavesNothingElse) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "a";
  write_file(path, "a long first content");
  write_file(path, std::string("b\0c", 3));
  EXPECT_EQ(slurp(path), std::string("b\0c", 3));
  EXPECT_EQ(entries(folder.path()), 1U);
}

TEST(WriteFile, KeepsTheOldFileWhenTheDiskIsFull) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "a";
  write_file(path, "old");
  EXPECT_EQ(exit_code_with_small_disk(1000, [&] { write_file(path, std::string(5000, 'x')); }), 1);
  EXPECT_EQ(slurp(path), "old");
  EXPECT_EQ(entries(folder.path()), 1U);
}

TEST(WriteFile, WritesOverAFileThatNobodyNeeds) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "a";
  const fs::path unneeded = folder.write("unneeded", "a long old content");
  const std::uint64_t place = inode(unneeded);
  write_file(path, "new", unneeded);
  EXPECT_EQ(slurp(path), "new");
  EXPECT_EQ(inode(path), place);
  EXPECT_FALSE(fs::exists(unneeded));
  write_file(path, "without it", unneeded);
  EXPECT_EQ(slurp(path), "without it");
}

TEST(WriteFile, LeavesAFileWithAnotherNameAsItIs) {
  const TemporaryFolder folder;
  const fs::path unneeded = folder.write("unneeded", "old");
  fs::create_hard_link(unneeded, folder.path() / "backup");
  write_file(folder.path() / "a", "new", unneeded);
  EXPECT_EQ(slurp(folder.path() / "a"), "new");
  EXPECT_EQ(slurp(folder.path() / "backup"), "old");
}

TEST(WriteFile, SaysWhyItCannotWrite) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "missing" / "a";
  const Error error = error_of([&] { write_file(path, "x"); });
  EXPECT_EQ(error.what(), path.string() + ": cannot write: No such file or directory");
  EXPECT_EQ(error.code(), ExitCode::kFailed);
}

TEST(FileInProgress, AppearsWithAllItsPieces) {
  const TemporaryFolder folder;
  const fs::path path = folder.write("a", "a long first content");
  FileInProgress file(path);
  file.append("two ");
  file.append("pieces");
  EXPECT_EQ(slurp(path), "a long first content");
  file.publish();
  EXPECT_EQ(slurp(path), "two pieces");
  EXPECT_EQ(entries(folder.path()), 1U);
}

TEST(FileInProgress, LeavesTheOldFileAndNothingElseWhereItIsNotPublished) {
  const TemporaryFolder folder;
  const fs::path path = folder.write("a", "old");
  FileInProgress(path).append("new");
  EXPECT_EQ(slurp(path), "old");
  EXPECT_EQ(entries(folder.path()), 1U);
}

TEST(FileInProgress, LeavesNothingBehindOnAFullDisk) {
  const TemporaryFolder folder;
  const fs::path path = folder.write("a", "old");
  const auto write_two = [&] {
    FileInProgress file(path);
    file.append(std::string(900, 'x'));
    file.append(std::string(900, 'x'));
  };
  EXPECT_EQ(exit_code_with_small_disk(1000, write_two), 1);
  EXPECT_EQ(slurp(path), "old");
  EXPECT_EQ(entries(folder.path()), 1U);
}

TEST(Leftovers, OfAKilledProcessAreRemovedAndNothingElse) {
  const TemporaryFolder folder;
  for (const char* name : {".a.json.12.tmp", "b.tmp", ".keep", "c.json"}) folder.write(name, "x");
  remove_leftovers(folder.path());
  EXPECT_EQ(entries(folder.path()), 3U);
  EXPECT_FALSE(fs::exists(folder.path() / ".a.json.12.tmp"));
}

}  // namespace
}  // namespace codegrid
