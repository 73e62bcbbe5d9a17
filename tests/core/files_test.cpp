#include "core/files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include "core/digest.hpp"
#include "support/fixtures.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

std::size_t entries(const fs::path& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

// Runs `work` in a process whose files cannot grow past `bytes`: a disk that is full.
int exit_code_with_small_disk(rlim_t bytes, const std::function<void()>& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, bytes};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    try {
      work();
    } catch (const Error& error) {
      ::_exit(static_cast<int>(error.code()));
    }
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

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

TEST(ReadFile, GivesTheBytesOrTheReason) {
  const TemporaryFolder folder;
  EXPECT_EQ(read_file(folder.write("a", "some bytes"), ExitCode::kUsage), "some bytes");
  const fs::path missing = folder.path() / "b";
  const Error error = error_of([&] { read_file(missing, ExitCode::kBadData); });
  EXPECT_EQ(error.what(), missing.string() + ": cannot read: No such file or directory");
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  EXPECT_EQ(error_of([&] { read_file(folder.path(), ExitCode::kUsage); }).what(),
            folder.path().string() + ": cannot read: Is a directory");
}

TEST(RemoveFile, RemovesItOrSaysWhyItStillStands) {
  const TemporaryFolder folder;
  const auto file = folder.write("f", "x");
  remove_file(file);
  EXPECT_FALSE(std::filesystem::exists(file));
  remove_file(file);  // gone already
  EXPECT_EQ(std::string(error_of([&] { remove_file(folder.path()); }).what()),
            folder.path().string() + ": cannot remove: Is a directory");
}

TEST(NumberedFolder, CountsUpAndNeverGivesOneTwice) {
  const TemporaryFolder folder;
  const fs::path parent = folder.path() / "runs" / "x";
  EXPECT_EQ(make_numbered_folder(parent), parent / "0001");
  std::vector<fs::path> made(8);
  std::vector<std::thread> threads;
  threads.reserve(made.size());
  for (fs::path& place : made) threads.emplace_back([&] { place = make_numbered_folder(parent); });
  for (std::thread& thread : threads) thread.join();
  std::sort(made.begin(), made.end());
  EXPECT_EQ(std::unique(made.begin(), made.end()), made.end());
  EXPECT_EQ(made.back(), parent / "0009");
}

TEST(NumberedFolder, SaysWhyItCannotBeMade) {
  const TemporaryFolder folder;
  const fs::path file = folder.write("file", "");
  EXPECT_EQ(error_of([&] { make_numbered_folder(file / "x"); }).what(),
            (file / "x").string() + ": cannot make folder: Not a directory");
}

TEST(PointLink, ReplacesAnOlderLink) {
  const TemporaryFolder folder;
  const fs::path link = folder.path() / "latest";
  point_link(link, "0001");
  point_link(link, "0002");
  EXPECT_EQ(fs::read_symlink(link), "0002");
  EXPECT_EQ(entries(folder.path()), 1U);
}

TEST(PointLink, RemovesWhatAKilledProcessLeftOfIt) {
  const TemporaryFolder folder;
  fs::create_symlink("old", folder.path() / ".latest.link");
  point_link(folder.path() / "latest", "new");
  EXPECT_EQ(fs::read_symlink(folder.path() / "latest"), "new");
  EXPECT_EQ(entries(folder.path()), 1U);
}

TEST(ListFolder, GivesTheNamesOrTheReason) {
  const TemporaryFolder folder;
  folder.write("a", "x");
  EXPECT_EQ(list_folder(folder.path()), std::vector{folder.path() / "a"});
  EXPECT_TRUE(list_folder(folder.path() / "no").empty());
  EXPECT_EQ(std::string(error_of([&] { list_folder(folder.path() / "a"); }).what()),
            (folder.path() / "a").string() + ": cannot read folder: Not a directory");
}

TEST(LineFile, GrowsByLinesAndGoesOnWithAnExistingFile) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "log";
  {
    LineFile file(path);
    file.append("one");
    file.append("two");
  }
  EXPECT_EQ(slurp(path), "one\ntwo\n");
  LineFile(path).append("three");
  EXPECT_EQ(slurp(path), "one\ntwo\nthree\n");
}

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

TEST(Leftovers, OfAKilledProcessAreRemovedAndNothingElse) {
  const TemporaryFolder folder;
  for (const char* name : {".a.json.12.tmp", "b.tmp", ".keep", "c.json"}) folder.write(name, "x");
  remove_leftovers(folder.path());
  EXPECT_EQ(entries(folder.path()), 3U);
  EXPECT_FALSE(fs::exists(folder.path() / ".a.json.12.tmp"));
}

TEST(FolderInProgress, RemovesWhatAKilledProcessLeftOfItAndNothingOfALivingOne) {
  const TemporaryFolder folder;
  const fs::path dead = folder.path() / ".results.1.part";
  const fs::path alive = folder.path() / ".results.2.part";
  const fs::path other = folder.path() / ".others.3.part";
  for (const fs::path& path : {dead, alive, other}) fs::create_directory(path);
  const FolderLock held(alive);
  const FolderInProgress progress(folder.path() / "results");
  EXPECT_FALSE(fs::exists(dead));
  EXPECT_TRUE(fs::exists(alive));
  EXPECT_TRUE(fs::exists(other));
}

TEST(LineFile, SaysThatTheDiskIsFull) {
  const TemporaryFolder folder;
  EXPECT_EQ(exit_code_with_small_disk(100,
                                      [&] {
                                        LineFile file(folder.path() / "log");
                                        for (int i = 0; i < 100; ++i) file.append("a line");
                                      }),
            1);
  std::string whole;  // 100 bytes hold fourteen lines of seven, and no part of a fifteenth
  for (int i = 0; i < 14; ++i) whole += "a line\n";
  EXPECT_EQ(slurp(folder.path() / "log"), whole);
}

TEST(FolderInProgress, AppearsWholeOrNotAtAll) {
  const TemporaryFolder folder;
  const fs::path place = folder.path() / "deep" / "clusters";
  { const FolderInProgress abandoned(place); }
  EXPECT_FALSE(fs::exists(place));
  EXPECT_EQ(entries(place.parent_path()), 0U);
  FolderInProgress progress(place);
  write_file(progress.path() / "a", "1");
  EXPECT_FALSE(fs::exists(place));
  progress.publish();
  EXPECT_EQ(slurp(place / "a"), "1");
  EXPECT_EQ(entries(place.parent_path()), 1U);
}

TEST(FolderInProgress, TakesATrailingSlashForWhatItIs) {
  const TemporaryFolder folder;
  FolderInProgress progress(folder.path() / "clusters/");
  write_file(progress.path() / "a", "1");
  progress.publish();
  EXPECT_EQ(slurp(folder.path() / "clusters" / "a"), "1");
}

TEST(FolderInProgress, NeverTakesThePlaceOfWhatExists) {
  const TemporaryFolder folder;
  const fs::path place = folder.path() / "clusters";
  fs::create_directory(place);
  const Error error = error_of([&] { FolderInProgress progress(place); });
  EXPECT_EQ(
      error.what(),
      place.string() + ": exists already; results are never overwritten, so choose another folder");
  EXPECT_EQ(error.code(), ExitCode::kUsage);
  fs::remove(place);
  FolderInProgress progress(place);
  fs::create_directory(place);
  EXPECT_EQ(error_of([&] { progress.publish(); }).code(), ExitCode::kUsage);
}

TEST(Digest, IsSha256) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace codegrid
