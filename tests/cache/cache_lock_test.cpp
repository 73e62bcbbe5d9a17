#include "cache/cache_lock.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "cache/cache_folder.hpp"
#include "cache/fixtures.hpp"
#include "support/stopped.hpp"

namespace codegrid {
namespace {

namespace fs = std::filesystem;

TEST(CacheLock, IsOneProcessesAtATime) {
  const TemporaryFolder place;
  auto first = CacheLock::try_to_take(place.path(), some_key());
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(CacheLock::try_to_take(place.path(), some_key()), nullptr);
  EXPECT_NE(CacheLock::try_to_take(place.path(), some_key('b')), nullptr) << "another file's";
  first.reset();
  EXPECT_NE(CacheLock::try_to_take(place.path(), some_key()), nullptr);
}

TEST(CacheLock, SaysWhoHasItAndLeavesNothing) {
  const TemporaryFolder place;
  {
    const auto lock = CacheLock::try_to_take(place.path(), some_key());
    EXPECT_EQ(slurp(cache_lock_of(place.path(), some_key()) / "holder"),
              "process " + std::to_string(::getpid()) + "\n");
  }
  EXPECT_TRUE(fs::is_empty(place.path()));
}

// Whether anything was written to standard error since CaptureStderr, which makes it a file.
bool something_was_captured() {
  struct stat status {};
  return ::fstat(STDERR_FILENO, &status) == 0 && status.st_size > 0;
}

TEST(CacheLock, WhoWaitsGetsItNextAndSaysForWhom) {
  const TemporaryFolder place;
  auto first = CacheLock::try_to_take(place.path(), some_key('7'));
  testing::internal::CaptureStderr();
  std::thread holder([&] {
    for (int tries = 0; tries < 5000 && !something_was_captured(); ++tries)
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    first.reset();
  });
  const auto second = CacheLock::wait_for(place.path(), some_key('7'));
  holder.join();
  EXPECT_NE(second, nullptr);
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "warning: " + cache_file_of(place.path(), some_key('7')).string() + ": process " +
                std::to_string(::getpid()) + " is writing it; waiting for it\n");
}

TEST(CacheLock, GoesWithAProcessThatIsKilled) {
  const TemporaryFolder place;
  const pid_t child = ::fork();
  if (child == 0) {
    const auto lock = CacheLock::try_to_take(place.path(), some_key());
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_TRUE(fs::exists(cache_lock_of(place.path(), some_key())));
  EXPECT_NE(CacheLock::try_to_take(place.path(), some_key()), nullptr);
}

TEST(CacheLock, AFileInItsPlaceIsNamed) {
  const TemporaryFolder place;
  const fs::path file = place.write(some_key() + ".lock", "");
  EXPECT_EQ(error_of([&] { CacheLock::try_to_take(place.path(), some_key()); }).what(),
            file.string() +
                ": cannot lock: it is no folder; remove it, or name another folder, as data.cache "
                "or in XDG_CACHE_HOME");
}

// On a file system without locks; nobody would ever remove it.
TEST(CacheLock, ALockFileOfADeadProcessIsNotWaitedFor) {
  const TemporaryFolder place;
  place.write(some_key() + ".lock/.lock", "process 999999999 on nowhere\n");
  EXPECT_THAT(error_of([&] { CacheLock::wait_for(place.path(), some_key()); }).what(),
              testing::HasSubstr("process 999999999 on nowhere is at work in this folder, or was "
                                 "killed there; wait for it, or remove the file"));
}

TEST(CacheLock, WaitingEndsWithASignal) {
  const TemporaryFolder place;
  const auto lock = CacheLock::try_to_take(place.path(), some_key());
  expect_to_stop({[&] { CacheLock::wait_for(place.path(), some_key()); }});
}

}  // namespace
}  // namespace codegrid
