#include "hand_over.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>
#include <vector>

#include "core/error.hpp"

namespace fs = std::filesystem;

namespace {

// How LibTorch's threads (those of libgomp, which reads this when it is loaded) wait for each
// other: they look a thousand times, some microseconds, and then sleep. Their own choice, 300,000
// times, is no quicker where they have the cores to themselves, and keeps another program from the
// core where they have not: two trainings at once then took up to eleven times as long as one.
void let_threads_sleep() {
  if (std::getenv("OMP_WAIT_POLICY") == nullptr)
    ::setenv("GOMP_SPINCOUNT", "1000", /*overwrite=*/0);
}

}  // namespace

void hand_over(const std::string& stage, char** argv) {
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);  // wherever a link to it lies
  if (error)
    throw codegrid::run_error(fmt::format("/proc/self/exe: cannot read: {}", error.message()));
  const fs::path program =
      self.parent_path().parent_path() / "libexec" / "codegrid" / "codegrid-worker";
  std::string word = stage;
  std::vector<char*> arguments{argv[0], word.data()};
  do {
    arguments.push_back(*++argv);
  } while (*argv != nullptr);
  let_threads_sleep();
  ::execv(program.c_str(), arguments.data());
  throw codegrid::run_error(fmt::format(
      "{}: cannot start: {}; expected the part of codegrid-{} that works with LibTorch: build all "
      "programs "
      "(cmake --build --preset release --target tools), and keep bin and libexec together",
      program.string(), std::strerror(errno), stage));
}
