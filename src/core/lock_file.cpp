#include "core/lock_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "core/descriptor.hpp"
#include "core/file_calls.hpp"
#include "core/read_file.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

// A path for signal handlers, which may neither allocate nor wait.
struct LockSlot {
  std::atomic<pid_t> owner{
      0};  // 0: free; a child of this process has its copy, but does not own it
  std::array<char, PATH_MAX> path{};
};

std::array<LockSlot, 16> lock_slots;
static_assert(std::atomic<pid_t>::is_always_lock_free, "a signal handler reads it");

std::string this_host() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "unknown";
  return name.data();
}

void remove_and_end(int signal) {
  remove_lock_files();
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

// For every signal that would end the process otherwise: those that somebody listens to are theirs.
void remove_at_every_end() {
  for (const int signal :
       {SIGHUP, SIGINT, SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGUSR1, SIGSEGV,
        SIGUSR2, SIGPIPE, SIGALRM, SIGTERM, SIGXCPU, SIGXFSZ, SIGVTALRM, SIGPROF, SIGSYS}) {
    struct sigaction before {};
    ::sigaction(signal, nullptr, &before);
    if (before.sa_handler == SIG_DFL) std::signal(signal, remove_and_end);
  }
  std::atexit(remove_lock_files);
}

bool copy_path(const fs::path& path, LockSlot& slot) {
  if (path.native().size() >= slot.path.size()) return false;
  std::memcpy(slot.path.data(), path.c_str(), path.native().size() + 1);
  return true;
}

struct Holder {
  long process = 0;
  std::string host;
};

std::optional<Holder> holder_in(const std::string& text) {
  Holder holder;
  std::array<char, 256> host{};
  if (std::sscanf(text.c_str(), "process %ld on %255s", &holder.process, host.data()) != 2)
    return std::nullopt;
  holder.host = host.data();
  return holder;
}

bool runs_here(long process) {
  return process > 0 && (::kill(static_cast<pid_t>(process), 0) == 0 || errno == EPERM);
}

}  // namespace

int LockFile::make(const fs::path& folder) {
  [[maybe_unused]] static const bool prepared = (remove_at_every_end(), true);
  const fs::path path = folder / kName;
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (file.get() < 0) return errno;
  const auto unused =
      std::ranges::find_if(lock_slots, [](const LockSlot& s) { return s.owner == 0; });
  int error = EMFILE;
  if (unused != lock_slots.end() && copy_path(path, *unused)) {
    slot_ = static_cast<std::size_t>(unused - lock_slots.begin());
    unused->owner = ::getpid();
    error = write_all(file.get(), fmt::format("process {} on {}\n", ::getpid(), this_host()));
  }
  if (error == 0) return 0;
  ::unlink(path.c_str());
  remove();
  return error;
}

void LockFile::moved_to(const fs::path& folder) {
  if (!slot_) return;
  LockSlot& slot = lock_slots[*slot_];
  const pid_t owner = slot.owner.exchange(0);  // a handler must not see half a path
  copy_path(folder / kName, slot);
  slot.owner = owner;
}

void LockFile::remove() {
  if (!slot_) return;
  LockSlot& slot = lock_slots[*slot_];
  if (slot.owner == ::getpid()) ::unlink(slot.path.data());
  slot.owner = 0;
  slot_.reset();
}

std::optional<std::string> who_holds(const fs::path& folder) {
  const fs::path file = folder / LockFile::kName;
  std::error_code error;
  if (!fs::exists(fs::symlink_status(file, error))) return std::nullopt;
  const std::optional<Holder> holder = holder_in(read_first_line(file));
  if (!holder) {
    return fmt::format(
        "{}: names no process, expected one that is at work in this folder; remove the file if "
        "none is, and try again",
        file.string());
  }
  if (holder->host != this_host()) {
    return fmt::format(
        "{}: process {} on {} is at work in this folder, or was killed there; wait for it, or "
        "remove the file if it no longer runs",
        file.string(), holder->process, holder->host);
  }
  if (runs_here(holder->process)) {
    return fmt::format(
        "{}: another process is at work in this folder (process {}); wait for it or stop it",
        folder.string(), holder->process);
  }
  return fmt::format(
      "{}: left by process {}, which was killed and no longer runs; remove the file and try again",
      file.string(), holder->process);
}

bool is_at_work_here(const fs::path& folder) {
  const std::optional<Holder> holder = holder_in(read_first_line(folder / LockFile::kName));
  return holder && holder->host == this_host() && runs_here(holder->process);
}

void remove_lock_files() {
  for (const LockSlot& slot : lock_slots) {
    if (slot.owner == ::getpid()) ::unlink(slot.path.data());
  }
}

}  // namespace codegrid
