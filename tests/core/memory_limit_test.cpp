#include "core/memory_limit.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/fixtures.hpp"

namespace codegrid {
namespace {

constexpr double kGiB = 1 << 30;

// The system's files of a machine with 8 of 12 GiB of memory and 2 of 4 GiB of swap available.
class MemoryLimits : public testing::Test {
 protected:
  MemoryLimits() {
    root_.write("proc/meminfo",
                "MemTotal:       12582912 kB\nMemFree: 1 kB\nMemAvailable:    8388608 kB\n"
                "SwapTotal:       4194304 kB\nSwapFree:        2097152 kB\n");
    root_.write("proc/self/cgroup", "0::/jobs/7\n");
  }
  double gib() const { return memory_limit(root_.path()).bytes / kGiB; }

  TemporaryFolder root_;
};

TEST_F(MemoryLimits, AreTheMachinesWhereNothingElseIsSaid) {  // available, not total
  EXPECT_EQ(gib(), 10);
  EXPECT_EQ(memory_limit(root_.path()).whose, "this machine's memory and swap");
}

TEST_F(MemoryLimits, AreTheLeastOfTheControlGroupAndThoseAboveIt) {
  root_.write("sys/fs/cgroup/jobs/7/memory.max", "max\n");
  EXPECT_EQ(gib(), 10);
  root_.write("sys/fs/cgroup/jobs/memory.max", "3221225472\n");
  EXPECT_EQ(gib(), 5) << "3 and the machine's swap";
  root_.write("sys/fs/cgroup/jobs/memory.swap.max", "0\n");
  EXPECT_EQ(gib(), 3);
  root_.write("sys/fs/cgroup/jobs/7/memory.max", "1073741824\n");
  root_.write("sys/fs/cgroup/jobs/7/memory.swap.max", "1073741824\n");
  EXPECT_EQ(gib(), 2);
  EXPECT_EQ(memory_limit(root_.path()).whose, "its control group's memory and swap");
}

TEST_F(MemoryLimits, KnowTheFirstVersionOfControlGroups) {
  root_.write("proc/self/cgroup", "4:cpu,cpuacct:/x\n3:memory:/jobs\n");
  root_.write("sys/fs/cgroup/memory/jobs/memory.limit_in_bytes", "9223372036854771712\n");
  EXPECT_EQ(gib(), 10);
  root_.write("sys/fs/cgroup/memory/jobs/memory.limit_in_bytes", "4294967296\n");
  EXPECT_EQ(gib(), 6);
}

TEST_F(MemoryLimits, AreThoseOfTheWholeMachineToAKernelThatSaysNoMore) {
  root_.write("proc/meminfo", "MemTotal:        8388608 kB\nSwapTotal:       1048576 kB\n");
  EXPECT_EQ(gib(), 9);
}

TEST_F(MemoryLimits, AreWhatOthersInTheControlGroupLeave) {
  root_.write("sys/fs/cgroup/jobs/memory.max", "4294967296\n");
  root_.write("sys/fs/cgroup/jobs/memory.swap.max", "1073741824\n");
  root_.write("sys/fs/cgroup/jobs/memory.current", "3221225472\n");
  EXPECT_EQ(gib(), 2) << "1 and its swap";
  root_.write("sys/fs/cgroup/jobs/memory.stat",
              "anon 1073741824\ninactive_file 1073741824\nactive_file 1073741824\n");
  EXPECT_EQ(gib(), 4) << "pages of files can be had back";
  root_.write("sys/fs/cgroup/jobs/memory.swap.current", "1073741824\n");
  EXPECT_EQ(gib(), 3);
  root_.write("sys/fs/cgroup/jobs/memory.current", "9663676416\n");
  EXPECT_EQ(gib(), 0) << "over its limit";
}

TEST_F(MemoryLimits, AreWhatOthersLeaveInTheFirstVersionOfControlGroupsToo) {
  root_.write("proc/self/cgroup", "3:memory:/jobs\n");
  root_.write("sys/fs/cgroup/memory/jobs/memory.limit_in_bytes", "4294967296\n");
  root_.write("sys/fs/cgroup/memory/jobs/memory.usage_in_bytes", "3221225472\n");
  root_.write("sys/fs/cgroup/memory/jobs/memory.stat",
              "inactive_file 7\ntotal_inactive_file 536870912\ntotal_active_file 536870912\n");
  EXPECT_EQ(gib(), 4) << "2 and the machine's swap";
}

TEST(MemoryLimit, IsInfiniteWhereTheSystemDoesNotSay) {
  const TemporaryFolder empty;
  EXPECT_EQ(memory_limit(empty.path()).bytes, INFINITY);
}

TEST(ReadableBytes, ChooseTheirUnit) {
  EXPECT_EQ(readable_bytes(100), "100 bytes");
  EXPECT_EQ(readable_bytes(1536), "1.5 KiB");
  EXPECT_EQ(readable_bytes(3435973836.0), "3.2 GiB");
  EXPECT_EQ(readable_bytes(std::ldexp(1, 70)), "1024.0 EiB");
}

}  // namespace
}  // namespace codegrid
