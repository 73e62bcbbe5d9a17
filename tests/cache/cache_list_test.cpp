#include "cache/cache_list.hpp"

#include <gmock/gmock.h>

#include "cache/cache_folder.hpp"
#include "cache/cache_lock.hpp"
#include "cache/fixtures.hpp"
#include "cache/open_cache_file.hpp"

namespace codegrid {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;
using testing::SizeIs;

TEST(CacheList, SaysWhatEachFileHolds) {
  const TemporaryFolder cache;
  const TemporaryFolder pictures;
  CacheIndex index = some_index();
  index.root = pictures.path();
  write_cache_file(cache.path(), index);
  const std::vector<CacheEntry> entries = list_cache_files(cache.path());
  ASSERT_THAT(entries, SizeIs(1));
  EXPECT_EQ(entries[0].key, some_key());
  EXPECT_EQ(entries[0].problem, "");
  EXPECT_EQ(entries[0].pictures, 2);
  EXPECT_EQ(entries[0].shape, (CachedShape{1, 2, 3}));
  EXPECT_EQ(entries[0].root, pictures.path());
  EXPECT_EQ(entries[0].bytes, std::ssize(cache_bytes(index)));
  EXPECT_EQ(entries[0].sources, CacheSources::kGone);

  pictures.write("a.png", "");
  EXPECT_EQ(list_cache_files(cache.path())[0].sources, CacheSources::kSomeGone);
  pictures.write("folder/b\n.png", "");
  EXPECT_EQ(list_cache_files(cache.path())[0].sources, CacheSources::kThere);
  EXPECT_EQ(name_of(CacheSources::kThere), "there");
  EXPECT_EQ(name_of(CacheSources::kSomeGone), "some gone");
  EXPECT_EQ(name_of(CacheSources::kGone), "gone");
}

// An array lies in an archive, which is a file.
TEST(CacheList, KnowsWhetherTheArchiveOfAnArrayIsThere) {
  const TemporaryFolder cache;
  const TemporaryFolder data;
  CacheIndex index = some_index();
  index.root = data.path() / "mnist.npz";
  write_cache_file(cache.path(), index);
  EXPECT_EQ(list_cache_files(cache.path())[0].sources, CacheSources::kGone);
  data.write("mnist.npz", "");
  EXPECT_EQ(list_cache_files(cache.path())[0].sources, CacheSources::kThere);
}

TEST(CacheList, SaysWhatIsWrongWithAFile) {
  const TemporaryFolder cache;
  cache.write(some_key() + ".pictures", "codegrid.decoded");
  EXPECT_EQ(list_cache_files(cache.path())[0].problem, "is truncated");
  EXPECT_THAT(list_cache_files(cache.path() / "missing"), IsEmpty());
}

TEST(CacheList, ClearsAFileDamagedOrNot) {
  const TemporaryFolder cache;
  write_cache_file(cache.path(), some_index());
  cache.write(some_key('b') + ".pictures", "codegrid.decoded");
  EXPECT_EQ(clear_cache_file(cache.path(), some_key()), "");
  EXPECT_EQ(clear_cache_file(cache.path(), some_key('b')), "");
  EXPECT_TRUE(fs::is_empty(cache.path()));
}

TEST(CacheList, LeavesWhatIsNoneOfOurs) {
  const TemporaryFolder cache;
  const fs::path other = cache.write(some_key() + ".pictures", "my own notes, which are long");
  EXPECT_EQ(clear_cache_file(cache.path(), some_key()), "is no cache file of codegrid");
  fs::create_symlink(other, cache_file_of(cache.path(), some_key('b')));
  EXPECT_EQ(clear_cache_file(cache.path(), some_key('b')), "is a link");
  fs::create_directory(cache_file_of(cache.path(), some_key('c')));
  EXPECT_EQ(clear_cache_file(cache.path(), some_key('c')), "is no cache file of codegrid");
  EXPECT_EQ(slurp(other), "my own notes, which are long");
}

TEST(CacheList, LeavesWhatIsWrittenOrUsed) {
  const TemporaryFolder cache;
  write_cache_file(cache.path(), some_index());
  {
    const auto lock = CacheLock::try_to_take(cache.path(), some_key());
    EXPECT_EQ(clear_cache_file(cache.path(), some_key()), "is written by a running process");
  }
  {
    const auto file = find_cache_file(cache.path(), some_key());
    EXPECT_EQ(clear_cache_file(cache.path(), some_key()), "is in use by a running process");
  }
  EXPECT_EQ(clear_cache_file(cache.path(), some_key()), "");
}

}  // namespace
}  // namespace codegrid
