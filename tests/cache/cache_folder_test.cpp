#include "cache/cache_folder.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "cache/cache_lock.hpp"
#include "cache/fixtures.hpp"
#include "support/environment.hpp"

namespace codegrid {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(CacheFolder, IsTheUsersOwn) {
  {
    const Environ environment({{"XDG_CACHE_HOME", "/cache"}, {"HOME", "/home/ada"}});
    EXPECT_EQ(picture_cache_folder(), "/cache/codegrid/pictures");
  }
  {
    const Environ environment({{"XDG_CACHE_HOME", "relative"}, {"HOME", "/home/ada"}});
    EXPECT_EQ(picture_cache_folder(), "/home/ada/.cache/codegrid/pictures");
  }
  const Environ environment({{"XDG_CACHE_HOME", ""}, {"HOME", ""}});
  EXPECT_STREQ(error_of([] { picture_cache_folder(); }).what(),
               "no folder for decoded pictures: neither XDG_CACHE_HOME (an absolute path) nor HOME "
               "is set; set one of them, or name another folder as data.cache");
  const AdvisedCacheNaming no_config(CacheNaming::kByVariable);
  EXPECT_STREQ(error_of([] { picture_cache_folder(); }).what(),
               "no folder for decoded pictures: neither XDG_CACHE_HOME (an absolute path) nor HOME "
               "is set; set one of them");
}

TEST(CacheFolder, WhatIsAdvisedIsWhatTheProgramHas) {
  const std::string_view usual = "name another folder, as data.cache or in XDG_CACHE_HOME";
  EXPECT_EQ(other_cache_advice(), usual);
  {
    const AdvisedCacheNaming no_config(CacheNaming::kByVariable);
    EXPECT_EQ(other_cache_advice(), "name another folder in XDG_CACHE_HOME");
    const AdvisedCacheNaming by_option(CacheNaming::kByOption);
    EXPECT_EQ(other_cache_advice(), "name another folder by --cache");
  }
  EXPECT_EQ(other_cache_advice(), usual);
}

TEST(CacheFolder, IsMadeForItsOwnerAlone) {
  const TemporaryFolder place;
  const fs::path folder = place.path() / "some/where";
  make_cache_folder(folder);
  struct stat status {};
  ASSERT_EQ(::stat(folder.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700);
  make_cache_folder(folder);
}

TEST(CacheFolder, AFileInItsPlaceIsNamed) {
  const TemporaryFolder place;
  const fs::path file = place.write("cache", "");
  EXPECT_EQ(error_of([&] { make_cache_folder(file); }).what(),
            file.string() + ": cannot make folder: " + file.string() +
                " is a file, expected a folder (pictures are kept decoded there); name another "
                "folder, as data.cache or in XDG_CACHE_HOME");
  const AdvisedCacheNaming no_config(CacheNaming::kByVariable);
  EXPECT_EQ(error_of([&] { make_cache_folder(file, "lists are kept there"); }).what(),
            file.string() + ": cannot make folder: " + file.string() +
                " is a file, expected a folder (lists are kept there); name another folder in "
                "XDG_CACHE_HOME");
}

TEST(CacheFolder, KnowsItsOwnNamesOnly) {
  const TemporaryFolder place;
  for (const std::string& name :
       {some_key('b') + ".pictures", some_key('a') + ".pictures", some_key('c') + ".unfinished",
        some_key('a').substr(1) + ".pictures", some_key('g') + ".pictures", some_key() + ".png",
        std::string("notes.pictures")})
    place.write(name, "");
  EXPECT_THAT(cache_keys(place.path()), ElementsAre(some_key('a'), some_key('b')));
  EXPECT_THAT(unfinished_keys(place.path()), ElementsAre(some_key('c')));
  EXPECT_THAT(cache_keys(place.path() / "missing"), IsEmpty());
}

TEST(CacheFolder, AKeyIsTheWholeNameBeforeItsEnding) {
  EXPECT_EQ(key_in(some_key('a') + ".csv", ".csv"), some_key('a'));
  for (const std::string& name : {some_key('a') + ".txt", some_key('a'), some_key('g') + ".csv",
                                  some_key('A') + ".csv", "x" + some_key('a') + ".csv"})
    EXPECT_EQ(key_in(name, ".csv"), std::nullopt) << name;
}

TEST(CacheFolder, LosesWhatTheDeadLeftAndKeepsWhatTheLivingWrite) {
  const TemporaryFolder place;
  const fs::path dead = place.write(some_key('d') + ".unfinished", "half");
  const fs::path living = place.write(some_key('e') + ".unfinished", "half");
  const fs::path finished = place.write(some_key('f') + ".pictures", "whole");
  place.write(some_key('9') + ".lock/holder", "process 1\n");
  const auto lock = CacheLock::try_to_take(place.path(), some_key('e'));
  ASSERT_NE(lock, nullptr);
  remove_unfinished(place.path());
  EXPECT_FALSE(fs::exists(dead));
  EXPECT_FALSE(fs::exists(cache_lock_of(place.path(), some_key('9'))));
  EXPECT_TRUE(fs::exists(living));
  EXPECT_TRUE(fs::exists(finished));
}

}  // namespace
}  // namespace codegrid
