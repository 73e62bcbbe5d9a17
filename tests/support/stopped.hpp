#pragma once

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <functional>
#include <vector>

#include "core/error.hpp"
#include "core/interrupt.hpp"

namespace codegrid {

using Stages = std::vector<std::function<void()>>;

/// Ends the process, for a death test: with 0 where each stage, begun after a SIGTERM, throws the
/// error that ends a program with 143, else with the number of the first that does not, from 1 on.
[[noreturn]] inline void run_after_a_signal(const Stages& stages) {
  listen_for_interrupts();
  std::raise(SIGTERM);
  for (std::size_t i = 0; i < stages.size(); ++i) {
    bool stopped = false;
    try {
      stages[i]();
    } catch (const Error& error) {
      stopped = error.code() == ExitCode::kTerminated;
    }
    if (!stopped) std::exit(static_cast<int>(i) + 1);
  }
  std::exit(0);
}

/// Fails where a stage goes on though the program is asked to stop.
inline void expect_to_stop(const Stages& stages) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(run_after_a_signal(stages), testing::ExitedWithCode(0), "")
      << "the exit code is the number of the stage that goes on";
}

}  // namespace codegrid
