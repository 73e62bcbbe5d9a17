// Preloaded under a program, this fails one of its system calls on files below a folder: what a
// full, broken or forbidden disk does, at a call that the test chooses. By environment variables:
//   CODEGRID_FAULT_ROOT  the folder; calls on other files are neither counted nor touched
//   CODEGRID_FAULT_CALL  which call fails: 1, 2, ...; 0 for none
//   CODEGRID_FAULT_KIND  an errno ("28"), or "short": a write that writes half
//   CODEGRID_FAULT_LAST  "yes": every later call that would change a file fails too
//   CODEGRID_FAULT_LOG   a file that gets a line for each call: its name and its path or descriptor
// A process that becomes another program (exec) goes on counting, from the lines of that file.

#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>

namespace {

constexpr int kMostDescriptors = 1024;

template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

struct Plan {
  std::string root = variable("CODEGRID_FAULT_ROOT");
  long call = std::atol(variable("CODEGRID_FAULT_CALL").c_str());
  bool halves = variable("CODEGRID_FAULT_KIND") == "short";
  int error = std::atoi(variable("CODEGRID_FAULT_KIND").c_str());
  bool goes_on = variable("CODEGRID_FAULT_LAST") == "yes";
  std::string log = variable("CODEGRID_FAULT_LOG");
};

const Plan& plan() {
  static const Plan once;
  return once;
}

std::array<std::atomic<bool>, kMostDescriptors> watched{};

bool below_root(const char* path) {
  std::string whole = path;
  if (!whole.starts_with('/')) {
    std::array<char, 4096> folder{};
    if (::getcwd(folder.data(), folder.size()) == nullptr) return false;
    whole = std::string(folder.data()) + "/" + whole;
  }
  return !plan().root.empty() && whole.starts_with(plan().root);
}

bool is_watched(int descriptor) {
  return descriptor >= 0 && descriptor < kMostDescriptors &&
         watched[static_cast<std::size_t>(descriptor)];
}

void watch(int descriptor, bool on) {
  if (descriptor >= 0 && descriptor < kMostDescriptors)
    watched[static_cast<std::size_t>(descriptor)] = on;
}

enum class Effect { kReads, kChanges };

// Calls that this process has made as another program; 0 without a log.
long calls_before() {
  std::ifstream log(plan().log);
  return std::count(std::istreambuf_iterator<char>(log), {}, '\n');
}

// Counts a call; whether it is one that fails.
bool fails(const std::string& what, Effect effect) {
  static std::atomic<long> calls{calls_before()};
  const long number = ++calls;
  if (!plan().log.empty()) {
    const int log = next<int(const char*, int, ...)>("open")(
        plan().log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    const std::string line = what + "\n";
    if (next<ssize_t(int, const void*, size_t)>("write")(log, line.data(), line.size()) < 0)
      std::abort();
    next<int(int)>("close")(log);
  }
  if (plan().call == 0) return false;
  return number == plan().call ||
         (plan().goes_on && effect == Effect::kChanges && number > plan().call);
}

int refuse() {
  errno = plan().error;
  return -1;
}

// A call that is one by its path.
template <class Call>
int by_path(const char* name, const char* path, Effect effect, const Call& call) {
  if (below_root(path) && fails(std::string(name) + " " + path, effect) && !plan().halves)
    return refuse();
  return call();
}

// A call that is one by its descriptor.
template <class Call>
int by_descriptor(const char* name, int descriptor, Effect effect, const Call& call) {
  if (is_watched(descriptor) &&
      fails(std::string(name) + " " + std::to_string(descriptor), effect) && !plan().halves)
    return refuse();
  return call();
}

int opened(const char* name, const char* path, int flags, const auto& open) {
  const bool changes = (flags & (O_CREAT | O_TRUNC)) != 0;
  const int descriptor = by_path(name, path, changes ? Effect::kChanges : Effect::kReads, open);
  watch(descriptor, descriptor >= 0 && below_root(path));
  return descriptor;
}

mode_t mode_of(int flags, va_list arguments) {
  return (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return opened("open", path, flags,
                [&] { return next<int(const char*, int, ...)>("open")(path, flags, mode); });
}

int open64(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return opened("open", path, flags,
                [&] { return next<int(const char*, int, ...)>("open64")(path, flags, mode); });
}

int close(int descriptor) {
  const bool was_watched = is_watched(descriptor);
  const auto really = next<int(int)>("close");
  if (!was_watched) return really(descriptor);
  const bool failing =
      fails("close " + std::to_string(descriptor), Effect::kReads) && !plan().halves;
  watch(descriptor, false);
  const int result = really(descriptor);  // a close that fails has closed all the same
  return failing ? refuse() : result;
}

ssize_t write(int descriptor, const void* bytes, size_t count) {
  const auto really = next<ssize_t(int, const void*, size_t)>("write");
  if (!is_watched(descriptor) || !fails("write " + std::to_string(descriptor), Effect::kChanges))
    return really(descriptor, bytes, count);
  if (!plan().halves) return refuse();
  return really(descriptor, bytes, count > 1 ? count / 2 : count);
}

ssize_t read(int descriptor, void* bytes, size_t count) {
  const auto really = next<ssize_t(int, void*, size_t)>("read");
  if (!is_watched(descriptor) || !fails("read " + std::to_string(descriptor), Effect::kReads))
    return really(descriptor, bytes, count);
  if (!plan().halves) return refuse();
  return really(descriptor, bytes, count > 1 ? count / 2 : count);
}

void* mmap(void* place, size_t size, int protection, int flags, int descriptor, off_t offset) {
  if (is_watched(descriptor) && fails("mmap " + std::to_string(descriptor), Effect::kReads) &&
      !plan().halves) {
    refuse();
    return MAP_FAILED;
  }
  return next<void*(void*, size_t, int, int, int, off_t)>("mmap")(place, size, protection, flags,
                                                                  descriptor, offset);
}

int fsync(int descriptor) {
  return by_descriptor("fsync", descriptor, Effect::kChanges,
                       [&] { return next<int(int)>("fsync")(descriptor); });
}

int ftruncate(int descriptor, off_t length) {
  return by_descriptor("ftruncate", descriptor, Effect::kChanges,
                       [&] { return next<int(int, off_t)>("ftruncate")(descriptor, length); });
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"  // of the struct that is named so too
int flock(int descriptor, int operation) {
  return by_descriptor("flock", descriptor, Effect::kReads,
                       [&] { return next<int(int, int)>("flock")(descriptor, operation); });
}
#pragma GCC diagnostic pop

int rename(const char* from, const char* to) {
  return by_path("rename", to, Effect::kChanges,
                 [&] { return next<int(const char*, const char*)>("rename")(from, to); });
}

int renameat2(int from_folder, const char* from, int to_folder, const char* to,
              unsigned int flags) {
  return by_path("renameat2", to, Effect::kChanges, [&] {
    return next<int(int, const char*, int, const char*, unsigned int)>("renameat2")(
        from_folder, from, to_folder, to, flags);
  });
}

int unlink(const char* path) {
  return by_path("unlink", path, Effect::kChanges,
                 [&] { return next<int(const char*)>("unlink")(path); });
}

int remove(const char* path) {
  return by_path("remove", path, Effect::kChanges,
                 [&] { return next<int(const char*)>("remove")(path); });
}

int mkdir(const char* path, mode_t mode) {
  return by_path("mkdir", path, Effect::kChanges,
                 [&] { return next<int(const char*, mode_t)>("mkdir")(path, mode); });
}

int symlink(const char* target, const char* link) {
  return by_path("symlink", link, Effect::kChanges,
                 [&] { return next<int(const char*, const char*)>("symlink")(target, link); });
}

}  // extern "C"
