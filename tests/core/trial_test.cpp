#include "core/trial.hpp"

#include <gtest/gtest.h>

#include "core/fixtures.hpp"
#include "support/fixtures.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

TEST(Trial, LeavesNoTrace) {
  const TemporaryFolder folder;
  try_out(folder.path());
  try_out(folder.path() / "runs/job");
  EXPECT_EQ(entries(folder.path()), 0U);
  fs::create_directory(folder.path() / "runs");
  try_out(folder.path() / "runs/job");
  EXPECT_EQ(entries(folder.path()), 1U);
  EXPECT_EQ(entries(folder.path() / "runs"), 0U);
}

TEST(Trial, LeavesNoTraceOfAFailureAndSaysWhatFailed) {
  const TemporaryFolder folder;
  EXPECT_EQ(exit_code_with_small_disk(0, [&] { try_out(folder.path() / "runs/job"); }), 1);
  EXPECT_EQ(entries(folder.path()), 0U);
  const fs::path file = folder.write("file", "");
  EXPECT_EQ(error_of([&] { try_out(file / "job"); }).what(),
            (file / "job").string() + ": cannot make folder: " + file.string() +
                " is a file, expected a folder");
}

}  // namespace
}  // namespace codegrid
