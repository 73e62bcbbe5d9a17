#include "tensor/threads.hpp"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <fmt/format.h>
#include <sched.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <set>
#include <string>

#include "core/read_file.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

// "max 100000" and a negative quota of version 1 mean that there is none.
std::optional<double> quota_of(const std::string& quota, const std::string& period) {
  char* end = nullptr;
  const double microseconds = std::strtod(quota.c_str(), &end);
  if (end == quota.c_str() || microseconds <= 0) return std::nullopt;
  const double whole = std::strtod(period.c_str(), nullptr);
  return whole > 0 ? std::optional(microseconds / whole) : std::nullopt;
}

std::optional<double> folder_quota(const fs::path& folder) {
  const std::string both = read_first_line(folder / "cpu.max");
  if (const auto space = both.find(' '); space != std::string::npos)
    return quota_of(both.substr(0, space), both.substr(space + 1));
  return quota_of(read_first_line(folder / "cpu.cfs_quota_us"),
                  read_first_line(folder / "cpu.cfs_period_us"));
}

// The least quota of a group and of those above it.
double group_quota(const fs::path& hierarchy, fs::path group) {
  double least = INFINITY;
  while (true) {
    least = std::min(least, folder_quota(hierarchy / group.relative_path()).value_or(INFINITY));
    if (group.relative_path().empty()) return least;
    group = group.parent_path();
  }
}

// Lines of /proc/self/cgroup: "0::/group" for version 2, "3:cpu,cpuacct:/group" for version 1.
double quota_in_cores(const fs::path& root) {
  double least = INFINITY;
  std::ifstream groups(root / "proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {
    const auto first = line.find(':');
    const auto second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const fs::path group = line.substr(second + 1);
    if (controllers.empty()) {
      least = std::min(least, group_quota(root / "sys/fs/cgroup", group));
    } else if (fmt::format(",{},", controllers).find(",cpu,") != std::string::npos) {
      for (const std::string& name : {controllers, std::string("cpu")})
        least = std::min(least, group_quota(root / "sys/fs/cgroup" / name, group));
    }
  }
  return least;
}

std::vector<int> own_processors() {
  cpu_set_t set;
  CPU_ZERO(&set);
  std::vector<int> processors;
  if (::sched_getaffinity(0, sizeof(set), &set) != 0) return processors;
  for (int i = 0; i < CPU_SETSIZE; ++i) {
    if (CPU_ISSET(i, &set)) processors.push_back(i);
  }
  return processors;
}

}  // namespace

int usable_cores(const std::vector<int>& processors, const fs::path& root) {
  std::set<std::string> cores;
  for (const int processor : processors) {
    const std::string siblings = read_first_line(
        root /
        fmt::format("sys/devices/system/cpu/cpu{}/topology/thread_siblings_list", processor));
    cores.insert(siblings.empty() ? fmt::format("processor {}", processor) : siblings);
  }
  const double quota = std::floor(quota_in_cores(root));
  return static_cast<int>(std::max(1.0, std::min(static_cast<double>(cores.size()), quota)));
}

int use_threads(std::int64_t threads) {
  at::globalContext().setFlushDenormal(true);  // threads that are started later take it over
  if (threads > 0) {
    at::set_num_threads(static_cast<int>(threads));
  } else if (std::getenv("OMP_NUM_THREADS") == nullptr) {
    const std::vector<int> processors = own_processors();
    // More processors than a cpu_set_t holds: LibTorch's own choice stays.
    if (!processors.empty()) at::set_num_threads(usable_cores(processors));
  }
  return at::get_num_threads();
}

}  // namespace codegrid
