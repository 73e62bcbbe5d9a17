#include "core/folder_in_progress.hpp"

#include <gtest/gtest.h>

#include "core/durable_file.hpp"
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

}  // namespace
}  // namespace codegrid
