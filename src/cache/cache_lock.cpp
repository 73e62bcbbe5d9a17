#include "cache/cache_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <string_view>
#include <thread>

#include "cache/cache_folder.hpp"
#include "cache/open_cache_file.hpp"
#include "core/descriptor.hpp"
#include "core/error.hpp"
#include "core/interrupt.hpp"
#include "core/lock_file.hpp"
#include "core/read_file.hpp"
#include "core/warning.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

using std::chrono::milliseconds;

constexpr const char* kHolder = "holder";  // the file in the locked folder that says who has it

void make_lock_folder(const fs::path& place) {
  if (::mkdir(place.c_str(), 0700) == 0) return;
  const int error = errno;
  struct stat status {};
  const bool is_there = ::lstat(place.c_str(), &status) == 0;
  const auto owner = other_owner(place);
  if (error == EEXIST && (!is_there || (S_ISDIR(status.st_mode) && !owner))) return;
  const std::string reason = error != EEXIST ? std::strerror(error)
                             : owner         ? fmt::format("it {}; remove it", *owner)
                                             : "it is no folder; remove it";
  throw run_error(
      fmt::format("{}: cannot lock: {}, or {}", place.string(), reason, other_cache_advice()));
}

// "process 12", where that is known.
std::string holder_of(const fs::path& place) {
  const std::string line = read_first_line(place / kHolder);
  return line.empty() ? "another process" : line;
}

// A file system without locks has a file instead, which may be a killed process's. Then waiting is
// of no use.
bool may_be_left_behind(const fs::path& place) {
  std::error_code ignored;
  return fs::exists(place / LockFile::kName, ignored) && !is_at_work_here(place);
}

}  // namespace

std::unique_ptr<CacheLock> CacheLock::try_to_take(const fs::path& folder, const std::string& key) {
  const fs::path place = cache_lock_of(folder, key);
  while (true) {
    make_lock_folder(place);
    try {
      std::unique_ptr<CacheLock> taken(new CacheLock(place));
      // Who had it removes the folder, and another may have made a new one.
      if (!taken->lock_->is_of(place)) {
        taken->place_.clear();
        continue;
      }
      taken->sign();
      return taken;
    } catch (const Error& error) {
      std::error_code ignored;
      if (error.code() == ExitCode::kFailed && !fs::exists(place, ignored)) continue;
      if (error.code() != ExitCode::kUsage || may_be_left_behind(place)) throw;
      return nullptr;
    }
  }
}

std::unique_ptr<CacheLock> CacheLock::wait_for(const fs::path& folder, const std::string& key) {
  while (true) {
    if (std::unique_ptr<CacheLock> taken = try_to_take(folder, key)) return taken;
    std::this_thread::sleep_for(milliseconds(50));  // for what it says of itself
    warn_once("wait " + key, fmt::format("{}: {} is writing it; waiting for it",
                                         cache_file_of(folder, key).string(),
                                         holder_of(cache_lock_of(folder, key))));
    std::this_thread::sleep_for(milliseconds(50));
    stop_if_interrupted();
  }
}

// Whatever becomes of it: the lock holds without.
void CacheLock::sign() const {
  const Descriptor file(::open((place_ / kHolder).c_str(),
                               O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
  const std::string line = fmt::format("process {}\n", ::getpid());
  if (file.get() >= 0) [[maybe_unused]]
    const ssize_t written = ::write(file.get(), line.data(), line.size());
}

// The folder goes before its lock does, so that nobody can hold one on it whose name is another's.
// Where a lock file in it stands for the lock, it goes first.
CacheLock::~CacheLock() {
  if (place_.empty()) return;
  ::unlink((place_ / kHolder).c_str());
  const bool by_file = ::rmdir(place_.c_str()) != 0;
  lock_.reset();
  if (by_file) ::rmdir(place_.c_str());
}

}  // namespace codegrid
