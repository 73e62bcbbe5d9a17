#include "core/lock_file.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <functional>

#include "core/interrupt.hpp"
#include "support/fixtures.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

std::string host() {
  std::array<char, 256> name{};
  ::gethostname(name.data(), name.size() - 1);
  return name.data();
}

// The number of a process that has ended.
pid_t ended_process() {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ::waitpid(child, nullptr, 0);
  return child;
}

// Runs `work` in a process of its own until its end; the signal of that, or 0.
int signal_at_the_end_of(const std::function<void()>& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    work();
    std::exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

TEST(LockFile, NamesItsProcessAndIsMadeOnce) {
  const TemporaryFolder folder;
  LockFile lock;
  EXPECT_EQ(who_holds(folder.path()), std::nullopt);
  EXPECT_EQ(lock.make(folder.path()), 0);
  EXPECT_EQ(slurp(folder.path() / ".lock"), fmt::format("process {} on {}\n", ::getpid(), host()));
  LockFile second;
  EXPECT_EQ(second.make(folder.path()), EEXIST);
  EXPECT_EQ(
      who_holds(folder.path()),
      fmt::format("{}: another process is at work in this folder (process {}); wait for it or "
                  "stop it",
                  folder.path().string(), ::getpid()));
  lock.remove();
  EXPECT_EQ(second.make(folder.path()), 0);
}

TEST(LockFile, GoesWithItsObjectAndFollowsItsFolder) {
  const TemporaryFolder folder;
  fs::create_directory(folder.path() / "a");
  {
    LockFile lock;
    ASSERT_EQ(lock.make(folder.path() / "a"), 0);
    fs::rename(folder.path() / "a", folder.path() / "b");
    lock.moved_to(folder.path() / "b");
    EXPECT_TRUE(fs::exists(folder.path() / "b/.lock"));
  }
  EXPECT_FALSE(fs::exists(folder.path() / "b/.lock"));
}

TEST(LockFile, SaysWhyItCannotBeMade) {
  const TemporaryFolder folder;
  EXPECT_EQ(LockFile().make(folder.path() / "no"), ENOENT);
}

TEST(LockFile, OfAKilledProcessIsNamedAndStays) {
  const TemporaryFolder folder;
  const pid_t ended = ended_process();
  const fs::path file = folder.write(".lock", fmt::format("process {} on {}\n", ended, host()));
  EXPECT_EQ(who_holds(folder.path()),
            fmt::format("{}: left by process {}, which was killed and no longer runs; remove the "
                        "file and try again",
                        file.string(), ended));
  EXPECT_EQ(LockFile().make(folder.path()), EEXIST);
  EXPECT_TRUE(fs::exists(file));
}

TEST(LockFile, OfAnotherMachineIsNamedWithIt) {
  const TemporaryFolder folder;
  const fs::path file = folder.write(".lock", "process 12 on node-7.of-another-cluster\n");
  EXPECT_EQ(
      who_holds(folder.path()),
      file.string() +
          ": process 12 on node-7.of-another-cluster is at work in this folder, or was killed "
          "there; wait for it, or remove the file if it no longer runs");
}

TEST(LockFile, ThatNamesNoProcessIsNoReasonToGoOn) {
  const TemporaryFolder folder;
  for (const char* text : {"", "process on", "process x on y", "\xff\x00"}) {
    const fs::path file = folder.write(".lock", text);
    EXPECT_EQ(who_holds(folder.path()),
              file.string() +
                  ": names no process, expected one that is at work in this folder; "
                  "remove the file if none is, and try again");
  }
}

TEST(LockFile, IsRemovedByEveryEndOfItsProcessButSigkill) {
  for (const int signal : {0, SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGABRT, SIGUSR1, SIGXCPU}) {
    const TemporaryFolder folder;
    const int ended_by = signal_at_the_end_of([&] {
      auto* lock = new LockFile;  // nothing destroys it
      if (lock->make(folder.path()) != 0) std::abort();
      if (signal != 0) std::raise(signal);
    });
    EXPECT_EQ(ended_by, signal);
    EXPECT_FALSE(fs::exists(folder.path() / ".lock")) << "after signal " << signal;
  }
}

TEST(LockFile, IsRemovedByTheSecondSignalThatEndsAProcessWhichListensToTheFirst) {
  const TemporaryFolder folder;
  const int ended_by = signal_at_the_end_of([&] {
    listen_for_interrupts();
    auto* lock = new LockFile;
    if (lock->make(folder.path()) != 0) std::abort();
    std::raise(SIGINT);
    if (!fs::exists(folder.path() / ".lock")) std::abort();
    std::raise(SIGTERM);
  });
  EXPECT_EQ(ended_by, SIGTERM);
  EXPECT_FALSE(fs::exists(folder.path() / ".lock"));
}

TEST(LockFile, OfAParentIsNotItsChildrens) {
  const TemporaryFolder folder;
  LockFile lock;
  ASSERT_EQ(lock.make(folder.path()), 0);
  EXPECT_EQ(signal_at_the_end_of([] {}), 0);
  EXPECT_EQ(signal_at_the_end_of([] { std::raise(SIGTERM); }), SIGTERM);
  EXPECT_TRUE(fs::exists(folder.path() / ".lock"));
}

}  // namespace
}  // namespace codegrid
