#include "tensor/threads.hpp"

#include <ATen/Parallel.h>
#include <gtest/gtest.h>
#include <omp.h>
#include <sched.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "support/environment.hpp"
#include "support/fixtures.hpp"
#include "support/threads.hpp"

namespace codegrid {
namespace {

// A machine's /sys and /proc, as far as threads are concerned.
class Machine {
 public:
  void put(const std::string& file, const std::string& text) { folder_.write(file, text + "\n"); }
  void pair(int one, int other) {
    for (const int cpu : {one, other}) {
      put("sys/devices/system/cpu/cpu" + std::to_string(cpu) + "/topology/thread_siblings_list",
          std::to_string(one) + "," + std::to_string(other));
    }
  }
  int cores(const std::vector<int>& processors) const {
    return usable_cores(processors, folder_.path());
  }

 private:
  TemporaryFolder folder_;
};

TEST(Threads, WhatNothingIsKnownOfIsACoreEach) {
  EXPECT_EQ(Machine().cores({0, 1, 5}), 3);
  EXPECT_EQ(Machine().cores({}), 1);
}

TEST(Threads, ProcessorsThatShareACoreCountOnce) {
  Machine machine;
  machine.pair(0, 4);
  machine.pair(1, 5);
  EXPECT_EQ(machine.cores({0, 1, 4, 5}), 2);
  EXPECT_EQ(machine.cores({0, 4}), 1);
  EXPECT_EQ(machine.cores({0, 5}), 2);
}

TEST(Threads, KeepToTheQuotaOfTheGroupAndOfThoseAboveIt) {
  Machine machine;
  machine.put("proc/self/cgroup", "0::/user/job");
  machine.put("sys/fs/cgroup/user/job/cpu.max", "max 100000");
  EXPECT_EQ(machine.cores({0, 1, 2, 3, 4, 5, 6, 7}), 8);
  machine.put("sys/fs/cgroup/user/cpu.max", "350000 100000");
  EXPECT_EQ(machine.cores({0, 1, 2, 3, 4, 5, 6, 7}), 3);
  machine.put("sys/fs/cgroup/cpu.max", "50000 100000");
  EXPECT_EQ(machine.cores({0, 1, 2, 3, 4, 5, 6, 7}), 1);
}

TEST(Threads, KeepToTheQuotaOfVersionOne) {
  Machine machine;
  machine.put("proc/self/cgroup", "9:memory:/job\n4:cpu,cpuacct:/job");
  machine.put("sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us", "-1");
  machine.put("sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_period_us", "100000");
  EXPECT_EQ(machine.cores({0, 1, 2, 3}), 4);
  machine.put("sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us", "200000");
  EXPECT_EQ(machine.cores({0, 1, 2, 3}), 2);
}

// How OpenMP binds is decided when a program starts: cli/threads_test looks at that.
TEST(Threads, MayRunOnTheProcessorsOfTheProcess) {
  cpu_set_t set;
  ASSERT_EQ(::sched_getaffinity(0, sizeof(set), &set), 0);
  const std::vector<int> processors = own_processors();
  EXPECT_EQ(static_cast<int>(processors.size()), CPU_COUNT(&set));
  for (const int processor : processors) EXPECT_TRUE(CPU_ISSET(processor, &set)) << processor;
}

TEST(Threads, AreAsManyAsTheEnvironmentSaysWhereThatIsANumber) {
  const ThreadsFor as_before(at::get_num_threads());
  const int cores = std::min(usable_cores(own_processors()), omp_get_thread_limit());
  for (const auto& [text, threads] : {std::pair{"3", 3},
                                      {" 5 ", 5},
                                      {"4,2", 4},
                                      {"7 ,1", 7},
                                      {"5000", kMostThreads},
                                      {"0", cores},
                                      {"-2", cores},
                                      {"many", cores},
                                      {"3x", cores},
                                      {" ", cores}}) {
    const Environ environment({{"OMP_NUM_THREADS", std::string(text)}});
    EXPECT_EQ(use_threads(0), threads) << '"' << text << '"';
    EXPECT_EQ(use_threads(2), 2);
  }
  const Environ unset({{"OMP_NUM_THREADS", std::string()}});
  EXPECT_EQ(use_threads(0), cores);
}

TEST(Threads, AsManyAsAreAskedFor) {
  const ThreadsFor as_before(at::get_num_threads());
  EXPECT_EQ(use_threads(3), 3);
  EXPECT_EQ(at::get_num_threads(), 3);
}

}  // namespace
}  // namespace codegrid
