// Preloaded under a program, this makes it live on a file system that lacks some calls, or has a
// different library call fail each time. By environment variables:
//   CODEGRID_LACKING        the names of the calls, between spaces: "flock symlink"
//   CODEGRID_LACKING_ERRNO  what they fail with: "38"

#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/types.h>

#include <algorithm>
#include <iterator>
#include <sstream>
#include <string>

namespace {

bool lacks(const char* call) {
  const char* names = ::getenv("CODEGRID_LACKING");
  const char* error = ::getenv("CODEGRID_LACKING_ERRNO");
  if (names == nullptr || error == nullptr) return false;
  std::istringstream words(names);
  if (std::find(std::istream_iterator<std::string>(words), {}, call) ==
      std::istream_iterator<std::string>())
    return false;
  errno = ::atoi(error);
  return true;
}

template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {

int flock(int descriptor, int operation) {
  return lacks("flock") ? -1 : next<int(int, int)>("flock")(descriptor, operation);
}

int symlink(const char* target, const char* link) {
  return lacks("symlink") ? -1 : next<int(const char*, const char*)>("symlink")(target, link);
}

int fsync(int descriptor) { return lacks("fsync") ? -1 : next<int(int)>("fsync")(descriptor); }

int ftruncate(int descriptor, off_t size) {
  return lacks("ftruncate") ? -1 : next<int(int, off_t)>("ftruncate")(descriptor, size);
}

int truncate(const char* path, off_t size) {
  return lacks("truncate") ? -1 : next<int(const char*, off_t)>("truncate")(path, size);
}

int rename(const char* from, const char* to) {
  return lacks("rename") ? -1 : next<int(const char*, const char*)>("rename")(from, to);
}

int renameat2(int from_folder, const char* from, int to_folder, const char* to,
              unsigned int flags) {
  if (lacks("renameat2")) return -1;
  return next<int(int, const char*, int, const char*, unsigned int)>("renameat2")(
      from_folder, from, to_folder, to, flags);
}

// Of a file: memory without one is the system's own.
void* mmap(void* place, size_t size, int protection, int flags, int descriptor, off_t offset) {
  if (descriptor >= 0 && lacks("mmap")) return reinterpret_cast<void*>(-1);
  return next<void*(void*, size_t, int, int, int, off_t)>("mmap")(place, size, protection, flags,
                                                                  descriptor, offset);
}

ssize_t readlink(const char* path, char* buffer, size_t size) {
  if (lacks("readlink") && std::string(path) == "/proc/self/exe") return -1;
  return next<ssize_t(const char*, char*, size_t)>("readlink")(path, buffer, size);
}

}  // extern "C"
