#include "cache/cache_writer.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>

#include "cache/cache_folder.hpp"
#include "cache/fixtures.hpp"

namespace codegrid {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

TEST(CacheWriter, WritesWhatTheFormatSaysForItsOwnerAlone) {
  const TemporaryFolder place;
  write_cache_file(place.path(), some_index());
  const fs::path path = cache_file_of(place.path(), some_key());
  EXPECT_EQ(slurp(path), cache_bytes(some_index()));
  struct stat status {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600);
}

TEST(CacheWriter, LeavesNothingOfAFileThatIsNotPublished) {
  const TemporaryFolder place;
  {
    CacheWriter writer(place.path(), some_key(), 10'000);
    writer.write_pixels(0, "abc");
    EXPECT_TRUE(fs::exists(unfinished_cache_file_of(place.path(), some_key())));
  }
  EXPECT_TRUE(fs::is_empty(place.path()));
}

TEST(CacheWriter, DoesNotFollowALinkInItsWay) {
  const TemporaryFolder place;
  const fs::path others = place.write("others", "kept");
  fs::create_symlink(others, unfinished_cache_file_of(place.path(), some_key()));
  write_cache_file(place.path(), some_index());
  EXPECT_EQ(slurp(others), "kept");
}

TEST(CacheWriter, SaysBeforehandWhereTheRoomIsShort) {
  const TemporaryFolder place;
  const std::uint64_t bytes = std::uint64_t{1} << 60;
  EXPECT_THAT(
      error_of([&] { CacheWriter(place.path(), some_key(), bytes); }).what(),
      AllOf(StartsWith(place.path().string() + ": the decoded pictures take up to 1.0 EiB, and "),
            EndsWith(" are free there; make room (codegrid-cache lists and clears what is "
                     "kept), or name another folder, as data.cache or in XDG_CACHE_HOME")));
  EXPECT_THAT(
      error_of([&] { CacheWriter(place.path(), some_key(), bytes, "the unpacked values"); }).what(),
      StartsWith(place.path().string() + ": the unpacked values take up to 1.0 EiB, and "));
  EXPECT_TRUE(fs::is_empty(place.path()));
}

TEST(CacheWriter, SaysWhatFailsWhileItWrites) {
  const TemporaryFolder place;
  EXPECT_THAT(error_of([&] { CacheWriter(place.path() / "no", some_key(), 1); }).what(),
              HasSubstr(": cannot write: No such file or directory; the decoded pictures take up "
                        "to 1 bytes; make room there, or name another folder, as data.cache or in "
                        "XDG_CACHE_HOME"));
  std::signal(SIGXFSZ, SIG_IGN);
  struct rlimit before {};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const struct rlimit small { 5000, before.rlim_max };
  ::setrlimit(RLIMIT_FSIZE, &small);
  const Error error = error_of([&] {
    CacheWriter writer(place.path(), some_key(), 2048);
    writer.write_pixels(0, std::string(2000, 'x'));
  });
  ::setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_EQ(
      error.what(),
      cache_file_of(place.path(), some_key()).string() +
          ": cannot write: File too large; the decoded pictures take up to "
          "2.0 KiB; make room there, or name another folder, as data.cache or in XDG_CACHE_HOME");
  EXPECT_TRUE(fs::is_empty(place.path()));
}

}  // namespace
}  // namespace codegrid
