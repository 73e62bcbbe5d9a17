#include "core/folder_lock.hpp"

#include <gtest/gtest.h>

#include "support/fixtures.hpp"

namespace codegrid {
namespace {

TEST(FolderLock, IsHeldByOneAtATimeAndDiesWithItsHolder) {
  const TemporaryFolder folder;
  {
    const FolderLock lock(folder.path());
    const Error error = error_of([&] { FolderLock(folder.path()); });
    EXPECT_EQ(error.code(), ExitCode::kUsage);
    EXPECT_EQ(error.what(),
              folder.path().string() +
                  ": another process is at work in this folder; wait for it or stop it");
  }
  EXPECT_NO_THROW(FolderLock(folder.path()));
  EXPECT_EQ(error_of([&] { FolderLock(folder.path() / "no"); }).code(), ExitCode::kFailed);
}

// Made by a process on a machine that mounts the same folder without locks.
TEST(FolderLock, HeedsALockFile) {
  const TemporaryFolder folder;
  const auto file = folder.write(".lock", "process 12 on another-machine\n");
  const Error error = error_of([&] { FolderLock(folder.path()); });
  EXPECT_EQ(error.code(), ExitCode::kUsage);
  EXPECT_EQ(error.what(), who_holds(folder.path()));
  std::filesystem::remove(file);
  EXPECT_NO_THROW(FolderLock(folder.path()));
  EXPECT_FALSE(std::filesystem::exists(file)) << "locks that are there need no file";
}

}  // namespace
}  // namespace codegrid
