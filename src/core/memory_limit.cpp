#include "core/memory_limit.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <fstream>

#include "core/read_file.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

// "MemTotal:  16384 kB" -> 16777216; 0 where there is no such line.
double entry_of(const fs::path& file, const std::string& name) {
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(name + ":"))
      return 1024 * std::strtod(line.c_str() + name.size() + 1, nullptr);
  }
  return 0;
}

// "max", nothing, and the number near 2^63 of version 1 mean that there is no limit.
double group_limit(const fs::path& file) {
  const std::string text = read_first_line(file);
  char* end = nullptr;
  const double bytes = std::strtod(text.c_str(), &end);
  return end == text.c_str() || bytes > 0x1p62 ? INFINITY : bytes;
}

// Memory and swap of a group; its swap counts as the machine's where it does not say.
double folder_limit(const fs::path& folder, double swap) {
  const double of_2 = group_limit(folder / "memory.max");
  const double swap_of_2 = std::min(group_limit(folder / "memory.swap.max"), swap);
  const double of_1 = group_limit(folder / "memory.limit_in_bytes");
  return std::min(of_2 + swap_of_2, of_1 + swap);
}

// The least limit of the process's group and of those above it. Lines of /proc/self/cgroup:
// "0::/group" for version 2, "3:memory:/group" for version 1.
double groups_limit(const fs::path& root, double swap) {
  double least = INFINITY;
  std::ifstream groups(root / "proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {
    const auto first = line.find(':');
    const auto second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    if (!controllers.empty() && controllers.find("memory") == std::string::npos) continue;
    const fs::path hierarchy = root / "sys/fs/cgroup" / (controllers.empty() ? "" : "memory");
    for (fs::path group = fs::path(line.substr(second + 1)).relative_path();;
         group = group.parent_path()) {
      least = std::min(least, folder_limit(hierarchy / group, swap));
      if (group.empty()) break;
    }
  }
  return least;
}

double address_space() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return INFINITY;
  return static_cast<double>(limit.rlim_cur);
}

}  // namespace

MemoryLimit memory_limit(const fs::path& root) {
  const double memory = entry_of(root / "proc/meminfo", "MemTotal");
  const double swap = entry_of(root / "proc/meminfo", "SwapTotal");
  const std::array limits{
      MemoryLimit{memory > 0 ? memory + swap : INFINITY, "this machine's memory and swap"},
      MemoryLimit{groups_limit(root, swap), "its control group's memory and swap"},
      MemoryLimit{address_space(), "its limit of address space (ulimit -v)"}};
  return *std::ranges::min_element(limits, {}, &MemoryLimit::bytes);
}

// In the words of LibTorch's, which library_message.hpp reads.
OutOfMemory::OutOfMemory(std::size_t bytes, const std::string& what)
    : message_(fmt::format("can't allocate memory: you tried to allocate {} bytes for {}", bytes,
                           what)) {}

std::string readable_bytes(double bytes) {
  constexpr std::array<const char*, 6> kUnits{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  if (bytes < 1024) return fmt::format("{:.0f} bytes", bytes);
  std::size_t unit = 0;
  for (bytes /= 1024; bytes >= 1024 && unit + 1 < kUnits.size(); bytes /= 1024) ++unit;
  return fmt::format("{:.1f} {}", bytes, kUnits[unit]);
}

}  // namespace codegrid
