#include "core/line_file.hpp"

#include <gtest/gtest.h>

#include <string>

#include "core/fixtures.hpp"
#include "support/fixtures.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

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

}  // namespace
}  // namespace codegrid
