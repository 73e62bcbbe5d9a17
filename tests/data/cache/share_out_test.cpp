#include "data/cache/share_out.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

#include "support/threads.hpp"

namespace codegrid {
namespace {

TEST(ShareOut, DoesEachOnceWithAWorkerOfItsOwn) {
  std::vector<std::atomic<int>> times(1000);
  std::vector<std::atomic<int>> busy(static_cast<std::size_t>(workers()));
  std::atomic<bool> shared{false};
  share_out(
      1000,
      [&](std::int64_t i, std::int64_t worker) {
        const auto w = static_cast<std::size_t>(worker);
        if (++busy[w] != 1) shared = true;
        ++times[static_cast<std::size_t>(i)];
        --busy[w];
      },
      [](std::int64_t) {});
  for (const auto& each : times) EXPECT_EQ(each, 1);
  EXPECT_FALSE(shared);
}

TEST(ShareOut, LooksOnTheCallingThreadSomeTimesASecond) {
  const std::thread::id caller = std::this_thread::get_id();
  std::vector<std::int64_t> looks;
  share_out(
      64 * workers(),
      [](std::int64_t, std::int64_t) { std::this_thread::sleep_for(std::chrono::milliseconds(5)); },
      [&](std::int64_t done) {
        EXPECT_EQ(std::this_thread::get_id(), caller);
        looks.push_back(done);
      });
  EXPECT_GE(looks.size(), 2);
  EXPECT_LE(looks.size(), 64);
  EXPECT_TRUE(std::ranges::is_sorted(looks));
}

TEST(ShareOut, TheFirstExceptionEndsIt) {
  std::atomic<int> begun{0};
  EXPECT_THROW(share_out(
                   1'000'000,
                   [&](std::int64_t i, std::int64_t) {
                     ++begun;
                     if (i == 3) throw std::runtime_error("three");
                   },
                   [](std::int64_t) {}),
               std::runtime_error);
  EXPECT_LT(begun, 1'000'000);
}

TEST(ShareOut, WhatTheLookThrowsEndsItToo) {
  EXPECT_THROW(share_out(
                   1'000'000,
                   [](std::int64_t, std::int64_t) {
                     std::this_thread::sleep_for(std::chrono::milliseconds(1));
                   },
                   [](std::int64_t) { throw std::runtime_error("stop"); }),
               std::runtime_error);
}

TEST(ShareOut, OfNothingIsNothing) {
  share_out(
      0, [](std::int64_t, std::int64_t) { FAIL(); }, [](std::int64_t) { FAIL(); });
}

}  // namespace
}  // namespace codegrid
