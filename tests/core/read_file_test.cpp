#include "core/read_file.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "core/paths.hpp"
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

TEST(ReadFile, RefusesADeviceThatMayHaveNoEnd) {
  for (const char* device : {"/dev/zero", "/dev/null", "/dev/urandom"}) {
    EXPECT_EQ(std::string(error_of([&] { read_file(device, ExitCode::kUsage); }).what()),
              std::string(device) + ": is a device, expected a file");
  }
}

TEST(ReadFile, ShowsThePathAndWhatAShellHasLeftOfIt) {
  EXPECT_EQ(std::string(error_of([] { read_file("caf\xe9\r", ExitCode::kUsage); }).what()),
            "caf\\xe9\\r: cannot read: No such file or directory");
  EXPECT_EQ(
      std::string(error_of([] { read_file("~/no such file", ExitCode::kUsage); }).what()),
      "~/no such file: cannot read: No such file or directory" + home_advice("~/no such file"));
}

TEST(ReadFile, ReadsStandardInputToItsEnd) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const int before = ::dup(STDIN_FILENO);
  ASSERT_EQ(::dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
  ASSERT_EQ(::write(ends[1], "some bytes", 10), 10);
  ::close(ends[1]);
  EXPECT_EQ(read_standard_input(ExitCode::kUsage), "some bytes");
  EXPECT_EQ(read_standard_input(ExitCode::kUsage), "");
  ::dup2(before, STDIN_FILENO);
  ::close(before);
  ::close(ends[0]);
}

}  // namespace
}  // namespace codegrid
