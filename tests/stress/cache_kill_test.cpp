#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <random>
#include <thread>

#include "cli/run.hpp"
#include "stress/form.hpp"

namespace codegrid {
namespace {

using std::chrono::microseconds;
using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;
using Clock = std::chrono::steady_clock;

/// A folder of pictures that are decoded into a cache by processes that come to harm.
class CacheKill : public testing::Test {
 protected:
  static constexpr int kPictures = 600;

  void SetUp() override {
    for (int i = 0; i < kPictures; ++i) {
      std::string bytes = "P6\n100 100\n255\n";
      for (int p = 0; p < 30000; ++p) bytes += static_cast<char>((p * 7 + i * 31) % 251);
      if (i % 100 == 50) bytes.resize(5000);
      place.write(fmt::format("pictures/{:03}.ppm", i), bytes);
    }
    const auto begun = Clock::now();
    const Outcome whole = place.wait(start("whole"));
    duration_ = std::chrono::duration_cast<microseconds>(Clock::now() - begun);
    ASSERT_EQ(whole.code, 0) << whole.err;
    ASSERT_THAT(whole.out, StartsWith(fmt::format("{} ", kPictures - kPictures / 100)));
    whole_ = the_file_in("whole");
  }

  pid_t start(const std::string& cache) const {
    return place.start(CODEGRID_DECODE_PICTURES, {"pictures", cache});
  }

  // Of a cache that holds one file and nothing else.
  std::string the_file_in(const std::string& cache) const {
    const std::vector<std::string> files = place.below(cache);
    EXPECT_THAT(files, SizeIs(1)) << testing::PrintToString(files);
    return files.empty() ? "" : slurp(place.path() / cache / files.front());
  }

  // Whether the process has written into its lock who it is.
  bool has_signed(pid_t process, const std::string& cache) const {
    return std::ranges::any_of(place.below(cache), [&](const std::string& file) {
      return file.ends_with("/holder") &&
             slurp(place.path() / cache / file) == fmt::format("process {}\n", process);
    });
  }

  Workplace place;
  std::string whole_;
  microseconds duration_{};
};

TEST_F(CacheKill, AtRandomMomentsTheNextStartEndsWithTheSameFile) {
  std::mt19937 random(17);
  const int times = form() == Form::kLong ? 200 : form() == Form::kBrief ? 4 : 20;
  int killed = 0;
  for (int i = 0; i < times; ++i) {
    const std::string cache = fmt::format("cache-{}", i / 4);  // each is killed up to four times
    const pid_t child = start(cache);
    std::this_thread::sleep_for(microseconds(random() % static_cast<unsigned>(duration_.count())));
    ::kill(child, SIGKILL);
    killed += place.wait(child).code == -SIGKILL ? 1 : 0;
    if (i % 4 != 3) continue;
    const Outcome outcome = place.wait(start(cache));
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_EQ(outcome.err, "");
    EXPECT_EQ(the_file_in(cache), whole_) << "after kill " << i;
    fs::remove_all(place.path() / cache);
    if (HasFailure()) return;
  }
  EXPECT_GE(killed, times / 2) << "too few were killed before they were done";
  fmt::print("{} of {} processes killed at work\n", killed, times);
}

TEST_F(CacheKill, ByRequestItLeavesNothingHalfWritten) {
  const pid_t child = start("cache");
  place.wait_until(child, [&] { return !place.below("cache").empty(); });
  ::kill(child, SIGTERM);
  const Outcome outcome = place.wait(child);
  if (outcome.code == 0) GTEST_SKIP() << "it was done before";
  EXPECT_EQ(outcome.code, 143);
  EXPECT_THAT(place.below("cache"), SizeIs(0));
}

TEST_F(CacheKill, TwoAtOnceDecodeOnce) {
  const pid_t first = start("cache");
  place.wait_until(first, [&] { return !place.below("cache").empty(); });
  const pid_t second = start("cache");
  const Outcome one = place.wait(first);
  const Outcome other = place.wait(second);
  EXPECT_EQ(one.code, 0) << one.err;
  EXPECT_EQ(other.code, 0) << other.err;
  EXPECT_EQ(one.out, other.out);
  EXPECT_EQ(the_file_in("cache"), whole_);
}

// The one that waits takes over.
TEST_F(CacheKill, WhoWaitsForOneThatIsKilledDecodes) {
  const pid_t first = start("cache");
  place.wait_until(first, [&] { return has_signed(first, "cache"); });
  ::kill(first, SIGSTOP);  // so that it holds the lock until it is killed
  const pid_t second = start("cache");
  place.wait_until(second, [&] { return !place.said_by(second).empty(); });
  ::kill(first, SIGKILL);
  EXPECT_EQ(place.wait(first).code, -SIGKILL);
  const Outcome outcome = place.wait(second);
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.err,
              HasSubstr(fmt::format(": process {} is writing it; waiting for it\n", first)));
  EXPECT_EQ(the_file_in("cache"), whole_);
}

}  // namespace
}  // namespace codegrid
