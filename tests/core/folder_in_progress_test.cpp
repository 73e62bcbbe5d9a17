#include "core/folder_in_progress.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <vector>

#include "core/durable_file.hpp"
#include "core/file_calls.hpp"
#include "core/fixtures.hpp"
#include "core/folder_lock.hpp"
#include "support/fixtures.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

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
  folder.write("clusters/file", "of somebody");
  const Error error = error_of([&] { FolderInProgress progress(place); });
  EXPECT_EQ(
      error.what(),
      place.string() + ": exists already; results are never overwritten, so choose another folder");
  EXPECT_EQ(error.code(), ExitCode::kUsage);
  fs::remove_all(place);
  FolderInProgress progress(place);
  fs::create_directory(place);
  EXPECT_EQ(error_of([&] { progress.publish(); }).code(), ExitCode::kUsage);
}

TEST(FolderInProgress, TakesEveryNameThatTheFileSystemTakes) {
  const TemporaryFolder folder;
  std::string accents;
  for (int i = 0; i < 127; ++i) accents += "\u00e9";  // two bytes each
  for (const std::string& name : {std::string(200, 'a'), std::string(255, 'b'), accents}) {
    const fs::path place = folder.path() / name;
    { const FolderInProgress abandoned(place); }
    EXPECT_EQ(entries(folder.path()), 0U);
    FolderInProgress progress(place);
    write_file(progress.path() / "a", "1");
    progress.publish();
    EXPECT_EQ(slurp(place / "a"), "1");
    fs::remove_all(place);
  }
}

TEST(FolderInProgress, OfALongNameSweepsItsOwnLeftoversOnly) {
  const TemporaryFolder folder;
  const std::string name(254, 'a');
  const fs::path dead = folder.path() / (hidden_start(folder.path() / name) + "1.part");
  const fs::path others = folder.path() / (hidden_start(folder.path() / (name + 'b')) + "1.part");
  fs::create_directory(dead);
  fs::create_directory(others);
  const FolderInProgress progress(folder.path() / name);
  EXPECT_FALSE(fs::exists(dead));
  EXPECT_TRUE(fs::exists(others));
}

TEST(FolderInProgress, ANameThatIsTooLongIsRefusedAtOnce) {
  const TemporaryFolder folder;
  const fs::path place = folder.path() / std::string(256, 'a');
  const Error error = error_of([&] { FolderInProgress progress(place); });
  EXPECT_EQ(error.what(), place.string() + ": cannot make folder: File name too long");
  EXPECT_EQ(entries(folder.path()), 0U);
}

TEST(FolderInProgress, ALinkThatLeadsNowhereIsCalledThat) {
  const TemporaryFolder folder;
  const fs::path link = folder.path() / "link";
  fs::create_symlink("gone", link);
  const std::string advice = "; make that folder, remove the link, or choose another folder";
  const Error error = error_of([&] { FolderInProgress progress(link); });
  EXPECT_EQ(error.code(), ExitCode::kUsage);
  EXPECT_EQ(error.what(), link.string() + ": is a link to gone, which does not exist" + advice);
  EXPECT_FALSE(fs::exists(folder.path() / "gone"));
  fs::remove(link);
  fs::create_symlink("link", link);
  EXPECT_EQ(error_of([&] { FolderInProgress progress(link); }).what(),
            link.string() + ": is a link to link, which cannot be reached" + advice);
}

TEST(FolderInProgress, FillsAnEmptyFolderWhichStaysTheOneItIs) {
  const TemporaryFolder folder;
  const fs::path place = folder.path() / "empty";
  fs::create_directory(place);
  const std::uint64_t before = inode(place);
  FolderInProgress progress(place / "");
  EXPECT_EQ(entries(place), 1U) << "the hidden folder lies in it, for it may be a disk of its own";
  write_file(progress.path() / "b", "2");
  write_file(progress.path() / "a", "1");
  EXPECT_EQ(entries(place), 1U);
  progress.publish();
  EXPECT_EQ(slurp(place / "a") + slurp(place / "b"), "12");
  EXPECT_EQ(inode(place), before);
}

TEST(FolderInProgress, LeavesAnEmptyFolderEmpty) {
  const TemporaryFolder folder;
  const fs::path link = folder.path() / "link";
  fs::create_directory(folder.path() / "empty");
  fs::create_symlink("empty", link);
  {
    FolderInProgress progress(link);
    write_file(progress.path() / "a", "1");
    EXPECT_EQ(error_of([&] { FolderInProgress second(link); }).code(), ExitCode::kUsage);
  }
  EXPECT_EQ(entries(folder.path() / "empty"), 0U);
  fs::create_directory(folder.path() / "empty/.results.1.part");  // of a process that was killed
  { FolderInProgress progress(link); }
  EXPECT_EQ(entries(folder.path() / "empty"), 0U);
}

TEST(FolderInProgress, WritesOverNoFileThatAppearsInAnEmptyFolder) {
  const TemporaryFolder folder;
  const fs::path place = folder.path() / "empty";
  fs::create_directory(place);
  FolderInProgress progress(place);
  write_file(progress.path() / "a", "1");
  folder.write("empty/a", "of somebody");
  EXPECT_EQ(error_of([&] { progress.publish(); }).what(),
            (place / "a").string() + ": appeared while this ran; results are never overwritten");
  EXPECT_EQ(slurp(place / "a"), "of somebody");
}

TEST(FolderInProgress, KeepsOutOfOneThatAProcessOfTheSameNumberLeft) {
  const TemporaryFolder folder;
  const fs::path other = folder.path() / fmt::format(".results.{}.part", ::getpid());
  fs::create_directory(other);
  std::ofstream(other / ".lock") << "process 1 on another-machine\n";
  testing::internal::CaptureStderr();
  const FolderInProgress progress(folder.path() / "results");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "warning: " + who_holds(other).value() + "\n");
  EXPECT_NE(progress.path(), other);
  EXPECT_TRUE(fs::exists(other / ".lock"));
}

// Each sweeps what looks abandoned, and a folder does so between being made and being locked.
TEST(FolderInProgress, OfProcessesThatStartTogetherAllComeThrough) {
  const TemporaryFolder folder;
  constexpr int kProcesses = 12;
  std::vector<pid_t> children;
  for (int i = 0; i < kProcesses; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      int failures = 0;
      for (int time = 0; time < 50; ++time) {
        try {
          const FolderInProgress progress(folder.path() / "results");
          write_file(progress.path() / "a", "1");
        } catch (const std::exception& error) {
          fmt::print(stderr, "{}\n", error.what());
          ++failures;
        }
      }
      ::_exit(failures);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(entries(folder.path()), 0U);
}

TEST(FolderInProgress, SaysNothingOfOneThatALivingProcessWithoutLocksHolds) {
  const TemporaryFolder folder;
  const fs::path other = folder.path() / ".results.1.part";
  fs::create_directory(other);
  LockFile held;
  ASSERT_EQ(held.make(other), 0);
  testing::internal::CaptureStderr();
  { const FolderInProgress progress(folder.path() / "results"); }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_TRUE(fs::exists(other));
}

}  // namespace
}  // namespace codegrid
