#include "openmp_environment.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string>

#include "core/error.hpp"
#include "core/lower_case.hpp"

namespace {

constexpr rlim_t kLeastStack = rlim_t{1} << 20;  // 64 KB end in a segmentation fault, 256 KB do not
constexpr rlim_t kUsualStack = rlim_t{8} << 20;

// How LibTorch's threads (those of libgomp, which reads this when it is loaded) wait for each
// other: they look a thousand times, some microseconds, and then sleep. Their own choice, 300,000
// times, is no quicker where they have the cores to themselves, and keeps another program from the
// core where they have not: two trainings at once then took up to eleven times as long as one.
void let_threads_sleep() {
  if (std::getenv("OMP_WAIT_POLICY") == nullptr)
    ::setenv("GOMP_SPINCOUNT", "1000", /*overwrite=*/0);
}

// "512", "512k", "4 M" in bytes, as OpenMP reads it (a number alone is of KB); nothing where it is
// no size, which OpenMP says itself and does not heed.
std::optional<double> stack_size(const std::string& text) {
  char* end = nullptr;
  const double size = std::strtod(text.c_str(), &end);
  std::string unit;
  for (const char c : codegrid::in_lower_case(end)) {
    if (c != ' ') unit += c;
  }
  if (unit == "b") return size;
  if (unit.empty() || unit == "k") return size * 1024;
  if (unit == "m") return size * 1024 * 1024;
  if (unit == "g") return size * 1024 * 1024 * 1024;
  return std::nullopt;
}

void require_stacks_by_environment() {
  for (const char* name : {"OMP_STACKSIZE", "GOMP_STACKSIZE"}) {
    const char* text = std::getenv(name);
    if (text == nullptr) continue;
    const auto size = stack_size(text);
    if (!size || *size >= static_cast<double>(kLeastStack)) continue;
    throw codegrid::usage_error(fmt::format(
        "{}={}: too small for LibTorch's threads; expected 1M or more, or no such variable", name,
        text));
  }
}

// Threads whose stacks no variable sizes have as much as the process, by its limit (ulimit -s).
void require_stacks_by_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur >= kLeastStack) return;
  limit.rlim_cur = std::min(kUsualStack, limit.rlim_max);
  if (limit.rlim_cur >= kLeastStack && ::setrlimit(RLIMIT_STACK, &limit) == 0) return;
  throw codegrid::usage_error(
      fmt::format("the limit of a stack (ulimit -Hs) is {} KB: too small for LibTorch; expected "
                  "1024 or more",
                  limit.rlim_max / 1024));
}

}  // namespace

void prepare_openmp() {
  require_stacks_by_environment();
  require_stacks_by_limit();
  let_threads_sleep();
}
