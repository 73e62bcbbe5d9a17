#include <gmock/gmock.h>

#include "cache/cache_folder.hpp"
#include "cache/fixtures.hpp"
#include "cache/open_cache_file.hpp"
#include "cli/run.hpp"

namespace codegrid {
namespace {

using testing::HasSubstr;
using testing::Not;

class CacheProgram : public Cli {
 protected:
  void SetUp() override { fs::create_directory(cache()); }
  fs::path cache() const { return place.path() / "cache"; }
  Outcome run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--cache", "cache"});
    return place.run("codegrid-cache", std::move(arguments));
  }
};

TEST_F(CacheProgram, ListsWhatIsKept) {
  write_cache_file(cache(), some_index());
  place.write("cache/" + some_key('b') + ".pictures", "codegrid.decoded");
  place.write("cache/notes.txt", "mine");
  const Outcome outcome = run({});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.err, "");
  EXPECT_THAT(outcome.out, HasSubstr("aaaaaaaaaaaa  "));
  EXPECT_THAT(outcome.out, HasSubstr("  2  1 x 2 x 3   4.1 KiB  /pictures (gone)\n"));
  EXPECT_THAT(outcome.out, HasSubstr("  is truncated\n"));
  EXPECT_THAT(outcome.out, HasSubstr("\ncache: 2 files, 4.1 KiB\n"));
}

TEST_F(CacheProgram, SaysThatNothingIsKept) {
  EXPECT_EQ(run({}).out, "cache: nothing is kept\n");
  const Outcome own = place.run(
      "/usr/bin/env", {"XDG_CACHE_HOME=/no/such/folder", CODEGRID_BIN_DIR "/codegrid-cache"});
  EXPECT_EQ(own.out, "/no/such/folder/codegrid/pictures: nothing is kept\n");
  EXPECT_EQ(own.code, 0);
}

TEST_F(CacheProgram, AdvisesItsOwnOptionWhereNoFolderIsKnown) {
  const Outcome outcome = place.run(
      "/usr/bin/env", {"-u", "XDG_CACHE_HOME", "-u", "HOME", CODEGRID_BIN_DIR "/codegrid-cache"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.err,
            "codegrid-cache: error: no folder for decoded pictures: neither XDG_CACHE_HOME (an "
            "absolute path) nor HOME is set; set one of them, or name the folder by --cache\n");
}

TEST_F(CacheProgram, ListsAndClearsWhatInitKeepsToo) {
  const std::string file = "own/codegrid/surveys/" + some_key('a') + ".csv";
  place.write(file, "path,size,modified,label\n");
  const auto own = [&](const std::string& arguments) {
    return place.shell("XDG_CACHE_HOME=$PWD/own codegrid-cache " + arguments);
  };
  const std::string folder = (place.path() / "own/codegrid/surveys").string();
  EXPECT_THAT(own("").out,
              HasSubstr(folder + ": 1 list of files that codegrid-train --init looked at\n"));
  EXPECT_THAT(run({"--clear"}).out, Not(HasSubstr("surveys"))) << "of another cache";
  EXPECT_THAT(own("--clear").out, HasSubstr(folder + ": 1 list of files that codegrid-train "
                                                     "--init looked at removed\n"));
  EXPECT_FALSE(fs::exists(place.path() / file));
}

TEST_F(CacheProgram, ClearsAllOrThoseThatAreGiven) {
  for (const char letter : {'a', 'b', 'c'}) write_cache_file(cache(), some_index(some_key(letter)));
  place.write("cache/notes.txt", "mine");
  place.write("cache/" + some_key('d') + ".unfinished", "half");
  const Outcome one = run({"--clear", "bbbb"});
  EXPECT_EQ(one.code, 0) << one.err;
  EXPECT_EQ(one.out, "cache: 1 file removed, 4.1 KiB\n");
  EXPECT_FALSE(fs::exists(cache_file_of(cache(), some_key('b'))));
  EXPECT_TRUE(fs::exists(cache_file_of(cache(), some_key('a'))));
  EXPECT_EQ(run({"--clear", cache_file_of("cache", some_key('a')).string()}).code, 0);
  const Outcome all = run({"--clear"});
  EXPECT_EQ(all.code, 0) << all.err;
  EXPECT_THAT(place.below("cache"), testing::ElementsAre("notes.txt"));
}

TEST_F(CacheProgram, LeavesWhatIsInUseOrNotOursAndSaysSo) {
  write_cache_file(cache(), some_index());
  place.write("cache/" + some_key('b') + ".pictures", "my own notes");
  const auto used = find_cache_file(cache(), some_key());
  const Outcome outcome = run({"--clear"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.out, "cache: 0 files removed, 0 bytes\n");
  EXPECT_EQ(outcome.err, "codegrid-cache: error: cache/" + some_key() +
                             ".pictures: is in use by a running process; left as it is\ncache/" +
                             some_key('b') +
                             ".pictures: is no cache file of codegrid; left as it is\n");
}

TEST_F(CacheProgram, WrongUsageIsAnswered) {
  write_cache_file(cache(), some_index());
  expect_failure(run({"aaaa"}), 2,
                 "codegrid-cache: error: found \"aaaa\" without --clear; expected no files: all "
                 "are listed\n");
  expect_failure(run({"--clear", "cccc"}), 2,
                 "codegrid-cache: error: cache: found \"cccc\", expected the first 4 or more "
                 "characters of one of its files, as codegrid-cache lists them\n");
  expect_failure(place.run("codegrid-cache", {"--cache", "missing"}), 2,
                 "codegrid-cache: error: missing: no such folder\n");
  expect_failure(place.run("codegrid-cache", {"--cache", "images"}), 2,
                 "codegrid-cache: error: images: is a file, expected the folder of a cache\n");
  EXPECT_THAT(place.run("codegrid-cache", {"--epochs", "3"}).err, Not(HasSubstr("--set")));
  EXPECT_THAT(place.run("codegrid-cache", {"--help"}).out, HasSubstr("--clear"));
}

}  // namespace
}  // namespace codegrid
