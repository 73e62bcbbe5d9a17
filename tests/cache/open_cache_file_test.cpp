#include "cache/open_cache_file.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include "cache/cache_folder.hpp"
#include "cache/cache_lock.hpp"
#include "cache/fixtures.hpp"

namespace codegrid {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

TEST(OpenCacheFile, IsFoundByItsKey) {
  const TemporaryFolder place;
  EXPECT_EQ(find_cache_file(place.path(), some_key()), nullptr);
  write_cache_file(place.path(), some_index());
  const auto file = find_cache_file(place.path(), some_key());
  ASSERT_NE(file, nullptr);
  EXPECT_EQ(file->view().pixels, kSomePixels);
  EXPECT_EQ(file->view().names[1], "folder/b\n.png");
}

// Killed after the file had its name, and before it was unlocked.
TEST(OpenCacheFile, TheLockThatAKilledProcessLeftBesideItGoes) {
  const TemporaryFolder place;
  write_cache_file(place.path(), some_index());
  const fs::path lock = cache_lock_of(place.path(), some_key());
  place.write(lock.filename().string() + "/holder", "process 12\n");
  EXPECT_NE(find_cache_file(place.path(), some_key()), nullptr);
  EXPECT_FALSE(fs::exists(lock));
  EXPECT_TRUE(fs::exists(cache_file_of(place.path(), some_key())));
}

TEST(OpenCacheFile, TheLockOfARunningProcessBesideItStays) {
  const TemporaryFolder place;
  write_cache_file(place.path(), some_index());
  const auto lock = CacheLock::try_to_take(place.path(), some_key());
  EXPECT_NE(find_cache_file(place.path(), some_key()), nullptr);
  EXPECT_TRUE(fs::exists(cache_lock_of(place.path(), some_key()) / "holder"));
}

TEST(OpenCacheFile, ADamagedOneIsNoneAndAWarningSaysWhy) {
  const TemporaryFolder place;
  const std::string key = some_key('5');
  const fs::path path = cache_file_of(place.path(), key);
  place.write(path.filename().string(), "codegrid.decoded");
  testing::internal::CaptureStderr();
  EXPECT_EQ(find_cache_file(place.path(), key), nullptr);
  EXPECT_EQ(find_cache_file(place.path(), key), nullptr);
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "warning: " + path.string() + ": is truncated; it is made again\n");
}

TEST(OpenCacheFile, AnothersKeyAndALinkAreRefused) {
  const TemporaryFolder place;
  write_cache_file(place.path(), some_index());
  const fs::path path = cache_file_of(place.path(), some_key());
  EXPECT_STREQ(error_of([&] { OpenCacheFile(path, some_key('b')); }).what(),
               "is of other pictures (key aaaaaaaaaaaa..., expected bbbbbbbbbbbb...)");
  const fs::path link = cache_file_of(place.path(), some_key('b'));
  fs::create_symlink(path, link);
  EXPECT_STREQ(error_of([&] { OpenCacheFile(link, ""); }).what(), "is a link, expected a file");
  EXPECT_EQ(error_of([&] { OpenCacheFile(place.path(), ""); }).code(), ExitCode::kFailed);
}

TEST(OpenCacheFile, AnotherUsersIsRefusedByName) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
  const TemporaryFolder place;
  write_cache_file(place.path(), some_index());
  const fs::path path = cache_file_of(place.path(), some_key());
  ASSERT_EQ(::chown(path.c_str(), 54321, 54321), 0);
  const Error error = error_of([&] { find_cache_file(place.path(), some_key()); });
  EXPECT_EQ(error.code(), ExitCode::kFailed);
  EXPECT_EQ(error.what(),
            path.string() +
                ": belongs to user 54321, expected a file of your own or of root; "
                "name another folder, as data.cache or in XDG_CACHE_HOME, or remove it");
  ASSERT_EQ(::chown(path.c_str(), 1, 1), 0);
  EXPECT_THAT(error_of([&] { find_cache_file(place.path(), some_key()); }).what(),
              HasSubstr(" (user 1), expected"));
}

TEST(OpenCacheFile, StaysWholeWhenItsNameGoes) {
  const TemporaryFolder place;
  write_cache_file(place.path(), some_index());
  const auto file = find_cache_file(place.path(), some_key());
  fs::remove(cache_file_of(place.path(), some_key()));
  EXPECT_EQ(file->view().pixels, kSomePixels);
}

}  // namespace
}  // namespace codegrid
