#include "hand_over.hpp"

#include <fmt/format.h>
#include <sys/auxv.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <vector>

#include "core/error.hpp"
#include "openmp_environment.hpp"

namespace fs = std::filesystem;

namespace {

// Where it lies, whatever link it was called by.
fs::path this_program() {
  std::error_code error;
  fs::path self = fs::read_symlink("/proc/self/exe", error);
  if (!error) return self;
  // Where no /proc is mounted: as it was called.
  self = fs::canonical(reinterpret_cast<const char*>(::getauxval(AT_EXECFN)), error);
  if (!error) return self;
  throw codegrid::run_error(
      fmt::format("cannot find the folder of this program: {}", error.message()));
}

}  // namespace

void hand_over(const std::string& stage, char** argv) {
  const fs::path program =
      this_program().parent_path().parent_path() / "libexec" / "codegrid" / "codegrid-worker";
  std::string word = stage;
  std::vector<char*> arguments{argv[0], word.data()};
  do {
    arguments.push_back(*++argv);
  } while (*argv != nullptr);
  prepare_openmp();
  ::execv(program.c_str(), arguments.data());
  throw codegrid::run_error(fmt::format(
      "{}: cannot start: {}; expected the part of codegrid-{} that works with LibTorch: build all "
      "programs "
      "(cmake --build --preset release --target tools), and keep bin and libexec together",
      program.string(), std::strerror(errno), stage));
}
