#include "core/read_file.hpp"

#include <gtest/gtest.h>

#include "support/fixtures.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

TEST(ReadFile, GivesTheBytesOrTheReason) {
  const TemporaryFolder folder;
  EXPECT_EQ(read_file(folder.write("a", "some bytes"), ExitCode::kUsage), "some bytes");
  const fs::path missing = folder.path() / "b";
  const Error error = error_of([&] { read_file(missing, ExitCode::kBadData); });
  EXPECT_EQ(error.what(), missing.string() + ": cannot read: No such file or directory");
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  EXPECT_EQ(error_of([&] { read_file(folder.path(), ExitCode::kUsage); }).what(),
            folder.path().string() + ": cannot read: Is a directory");
}

}  // namespace
}  // namespace codegrid
