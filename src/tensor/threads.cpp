#include "tensor/threads.hpp"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <fmt/format.h>
#include <omp.h>
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

std::set<int> processors_of_places() {
  std::set<int> processors;
  for (int place = 0; place < omp_get_num_places(); ++place) {
    std::vector<int> numbers(static_cast<std::size_t>(omp_get_place_num_procs(place)));
    omp_get_place_proc_ids(place, numbers.data());
    processors.insert(numbers.begin(), numbers.end());
  }
  return processors;
}

// OMP_NUM_THREADS: "4", or "4,2" with the threads of nested regions behind; nothing where it is not
// set, or is not such a list and OpenMP has said that it does not heed it.
std::optional<int> threads_by_environment() {
  const char* text = std::getenv("OMP_NUM_THREADS");
  if (text == nullptr) return std::nullopt;
  char* end = nullptr;
  const long threads = std::strtol(text, &end, 10);
  while (*end == ' ') ++end;
  if (end == text || threads < 1 || (*end != '\0' && *end != ',')) return std::nullopt;
  return static_cast<int>(std::min(threads, long{kMostThreads}));
}

int chosen_threads(std::int64_t threads) {
  if (threads > 0) return static_cast<int>(threads);
  const int most = omp_get_thread_limit();
  if (const auto wanted = threads_by_environment()) return std::min(*wanted, most);
  const std::vector<int> processors = own_processors();
  if (processors.empty()) return at::get_num_threads();  // LibTorch's own choice
  return std::min(usable_cores(processors), most);
}

}  // namespace

std::vector<int> own_processors() {
  const std::set<int> placed = processors_of_places();
  std::vector<int> processors(placed.begin(), placed.end());
  cpu_set_t set;
  CPU_ZERO(&set);
  if (!processors.empty() || ::sched_getaffinity(0, sizeof(set), &set) != 0) return processors;
  for (int i = 0; i < CPU_SETSIZE; ++i) {
    if (CPU_ISSET(i, &set)) processors.push_back(i);
  }
  return processors;
}

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
  omp_set_dynamic(0);  // OMP_DYNAMIC would take fewer on a busy machine, and sum in another order
  at::set_num_threads(chosen_threads(threads));
  return at::get_num_threads();
}

}  // namespace codegrid
