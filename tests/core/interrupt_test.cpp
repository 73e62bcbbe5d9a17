#include "core/interrupt.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <iostream>

namespace codegrid {
namespace {

// Each in a process of its own, since a signal that was seen stays seen.
[[noreturn]] void stop_after(std::initializer_list<int> signals) {
  listen_for_interrupts();
  for (const int signal : signals) std::raise(signal);
  try {
    stop_if_interrupted();
  } catch (const Error& error) {
    std::cerr << error.what();
    std::_Exit(static_cast<int>(error.code()));
  }
  std::_Exit(0);
}

class InterruptDeathTest : public testing::Test {
 protected:
  void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

TEST_F(InterruptDeathTest, IsAnErrorThatNamesTheSignalAndHasItsExitCode) {
  EXPECT_EXIT(stop_after({SIGHUP}), testing::ExitedWithCode(129), "^stopped by SIGHUP$");
  EXPECT_EXIT(stop_after({SIGINT}), testing::ExitedWithCode(130), "^stopped by SIGINT$");
  EXPECT_EXIT(stop_after({SIGTERM}), testing::ExitedWithCode(143), "^stopped by SIGTERM$");
}

TEST_F(InterruptDeathTest, OnlyTheFirstSignalAsks) {
  EXPECT_EXIT(stop_after({SIGINT, SIGHUP, SIGHUP}), testing::ExitedWithCode(130),
              "^stopped by SIGINT$");
}

TEST_F(InterruptDeathTest, ASecondSignalEndsTheProgramAtOnce) {
  EXPECT_EXIT(stop_after({SIGINT, SIGTERM}), testing::KilledBySignal(SIGTERM), "");
  EXPECT_EXIT(stop_after({SIGHUP, SIGINT}), testing::KilledBySignal(SIGINT), "");
}

TEST_F(InterruptDeathTest, AnIgnoredHangUpStaysIgnored) {
  const auto hang_up_under_nohup = [] {
    std::signal(SIGHUP, SIG_IGN);
    stop_after({SIGHUP});
  };
  EXPECT_EXIT(hang_up_under_nohup(), testing::ExitedWithCode(0), "");
}

TEST(Interrupt, WithoutASignalNothingStops) {
  EXPECT_EQ(interrupted_by(), 0);
  EXPECT_NO_THROW(stop_if_interrupted());
}

}  // namespace
}  // namespace codegrid
