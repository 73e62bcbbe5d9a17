#include "core/error.hpp"

#include <gtest/gtest.h>

namespace codegrid {
namespace {

TEST(Error, CarriesItsMessageAndItsExitCode) {
  const Error error(ExitCode::kInterrupted, "stopped");
  EXPECT_STREQ(error.what(), "stopped");
  EXPECT_EQ(error.code(), ExitCode::kInterrupted);
}

TEST(Error, HasAnExitCodeForEachKindOfMistake) {
  EXPECT_EQ(static_cast<int>(run_error("disk").code()), 1);
  EXPECT_EQ(static_cast<int>(usage_error("config").code()), 2);
  EXPECT_EQ(static_cast<int>(data_error("images").code()), 3);
  EXPECT_STREQ(data_error("images").what(), "images");
}

// As a shell has it: 128 and the signal's number.
TEST(Error, OfASignalHasTheExitCodeOfAShell) {
  EXPECT_EQ(static_cast<int>(ExitCode::kHungUp), 128 + 1);
  EXPECT_EQ(static_cast<int>(ExitCode::kInterrupted), 128 + 2);
  EXPECT_EQ(static_cast<int>(ExitCode::kTerminated), 128 + 15);
}

}  // namespace
}  // namespace codegrid
