#include "core/stopwatch.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace codegrid {
namespace {

TEST(Stopwatch, CountsSecondsFromWhenItWasMadeAndNeverBackwards) {
  const Stopwatch watch;
  const double first = watch.seconds();
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  const double second = watch.seconds();
  EXPECT_GE(first, 0);
  EXPECT_GE(second - first, 0.02);
}

}  // namespace
}  // namespace codegrid
