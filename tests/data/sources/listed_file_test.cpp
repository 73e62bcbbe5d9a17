#include "data/sources/listed_file.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "data/fixtures.hpp"

namespace codegrid {
namespace {

std::string kind_of(const std::filesystem::path& path) {
  struct stat status {};
  EXPECT_EQ(::stat(path.c_str(), &status), 0);
  return why_no_file(status);
}

TEST(ListedFileStat, WhatIsNoFileIsCalledWhatItIs) {
  const TemporaryFolder folder;
  const std::filesystem::path pipe = folder.path() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(kind_of(folder.write("a", "x")), "");
  EXPECT_EQ(kind_of(folder.path()), "is a folder, expected a file");
  EXPECT_EQ(kind_of(pipe), "is a named pipe, expected a file");
  EXPECT_EQ(kind_of("/dev/null"), "is a device, expected a file");
}

TEST(ListedFileStat, WhatIsNotThereIsToldFromALinkThatLeadsNowhere) {
  const TemporaryFolder folder;
  std::filesystem::create_symlink("no\nwhere", folder.path() / "link");
  const auto reason = [&](const std::string& name, int error) {
    return why_not_found(AT_FDCWD, (folder.path() / name).c_str(), error);
  };
  EXPECT_EQ(reason("link", ENOENT), "is a link to \"no\\nwhere\", which is not there");
  EXPECT_EQ(reason("link", EACCES), "cannot be read: Permission denied");
  EXPECT_EQ(reason("link", ELOOP), "is a link that leads in a circle");
  EXPECT_EQ(reason("none", ENOENT), "cannot be read: No such file or directory");
}

TEST(ListedFileStat, TimeOfChangeIsInNanoseconds) {
  struct stat status {};
  status.st_mtim = {.tv_sec = 1'700'000'000, .tv_nsec = 123};
  EXPECT_EQ(modified_at(status), 1'700'000'000'000'000'123);
}

}  // namespace
}  // namespace codegrid
