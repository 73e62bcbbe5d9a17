#include "core/memory_limit.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <optional>

#include "core/read_file.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

// The number behind `name` in a file of such lines; nothing where there is none.
std::optional<double> entry_of(const fs::path& file, const std::string& name) {
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(name)) return std::strtod(line.c_str() + name.size(), nullptr);
  }
  return std::nullopt;
}

// "MemAvailable:  16384 kB" -> 16777216. `older` stands in where a kernel has no such line.
double meminfo(const fs::path& root, const std::string& name, const std::string& older) {
  const fs::path file = root / "proc/meminfo";
  std::optional<double> kilobytes = entry_of(file, name + ":");
  if (!kilobytes) kilobytes = entry_of(file, older + ":");
  return 1024 * kilobytes.value_or(0);
}

// "max", nothing, and the number near 2^63 of version 1 mean that there is no limit.
double group_limit(const fs::path& file) {
  const std::string text = read_first_line(file);
  char* end = nullptr;
  const double bytes = std::strtod(text.c_str(), &end);
  return end == text.c_str() || bytes > 0x1p62 ? INFINITY : bytes;
}

// 0 where the file does not say.
double group_usage(const fs::path& file) {
  return std::strtod(read_first_line(file).c_str(), nullptr);
}

// What a group's limit leaves, of which the pages of files can be had back at any time.
double left_of(double limit, double usage, const fs::path& folder, const std::string& prefix) {
  const fs::path stat = folder / "memory.stat";
  const double files = entry_of(stat, prefix + "inactive_file ").value_or(0) +
                       entry_of(stat, prefix + "active_file ").value_or(0);
  return std::max(limit - std::max(usage - files, 0.0), 0.0);
}

// What is left of the memory and swap of a group; its swap counts as the machine's where it does
// not say.
double left_of_group(const fs::path& folder, double swap) {
  const double of_2 = left_of(group_limit(folder / "memory.max"),
                              group_usage(folder / "memory.current"), folder, "");
  const double swap_of_2 = std::max(
      group_limit(folder / "memory.swap.max") - group_usage(folder / "memory.swap.current"), 0.0);
  const double of_1 = left_of(group_limit(folder / "memory.limit_in_bytes"),
                              group_usage(folder / "memory.usage_in_bytes"), folder, "total_");
  return std::min(of_2 + std::min(swap_of_2, swap), of_1 + swap);
}

// The least that is left of the process's group and of those above it. Lines of /proc/self/cgroup:
// "0::/group" for version 2, "3:memory:/group" for version 1.
double left_of_groups(const fs::path& root, double swap) {
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
      least = std::min(least, left_of_group(hierarchy / group, swap));
      if (group.empty()) break;
    }
  }
  return least;
}

double left_of_address_space(const fs::path& root) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return INFINITY;
  const double used = 1024 * entry_of(root / "proc/self/status", "VmSize:").value_or(0);
  return std::max(static_cast<double>(limit.rlim_cur) - used, 0.0);
}

}  // namespace

MemoryLimit memory_limit(const fs::path& root) {
  const double memory = meminfo(root, "MemAvailable", "MemTotal");
  const double swap = meminfo(root, "SwapFree", "SwapTotal");
  const std::array limits{
      MemoryLimit{memory > 0 ? memory + swap : INFINITY, "this machine's memory and swap"},
      MemoryLimit{left_of_groups(root, swap), "its control group's memory and swap"},
      MemoryLimit{left_of_address_space(root), "its limit of address space (ulimit -v)"}};
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
