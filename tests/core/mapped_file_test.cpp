#include "core/mapped_file.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <thread>

#include "support/fixtures.hpp"

namespace codegrid {
namespace {

TEST(MappedFile, HoldsTheFilesBytes) {
  const TemporaryFolder folder;
  const std::string bytes("a\0b\xff", 4);
  EXPECT_EQ(MappedFile(folder.write("some", bytes), ExitCode::kBadData).bytes(), bytes);
  EXPECT_EQ(MappedFile(folder.write("none", ""), ExitCode::kBadData).bytes(), "");
}

TEST(MappedFile, WhatIsNoRegularFileIsRead) {
  const TemporaryFolder folder;
  const auto pipe = folder.path() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  std::thread writer([&] { std::ofstream(pipe) << "through a pipe"; });
  const MappedFile file(pipe, ExitCode::kBadData);
  writer.join();
  EXPECT_EQ(file.bytes(), "through a pipe");
}

TEST(MappedFile, MissingOnesAndFoldersAreRefused) {
  const TemporaryFolder folder;
  const auto missing = folder.path() / "missing";
  const Error error = error_of([&] { MappedFile(missing, ExitCode::kBadData); });
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  EXPECT_EQ(std::string(error.what()),
            missing.string() + ": cannot read: No such file or directory");
  EXPECT_EQ(std::string(error_of([&] { MappedFile(folder.path(), ExitCode::kBadData); }).what()),
            folder.path().string() + ": cannot read: Is a directory");
}

TEST(MappedFileDeathTest, AFileThatBecomesShorterEndsTheProgramWithAMessage) {
  const TemporaryFolder folder;
  const auto path = folder.write("some", std::string(100'000, 'x'));
  EXPECT_EXIT(
      {
        const MappedFile file(path, ExitCode::kBadData);
        if (::truncate(path.c_str(), 0) != 0) std::abort();
        const volatile char last = file.bytes().back();
        std::exit(last == 'x' ? 7 : 8);
      },
      testing::ExitedWithCode(1),
      "error: a data file became shorter while it was in use, or its disk failed");
}

}  // namespace
}  // namespace codegrid
