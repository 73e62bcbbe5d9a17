#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace codegrid {

/// How many of `processors` (their numbers in Linux) are worth a thread that computes: those that
/// share a core count once, and there are never more than the CPU quota of the process's control
/// groups (version 1 or 2) gives, rounded down. At least 1.
///   root: where /sys and /proc are found.
int usable_cores(const std::vector<int>& processors, const std::filesystem::path& root = "/");

/// The processors on which OpenMP's threads may run. Where OMP_PROC_BIND, OMP_PLACES or
/// GOMP_CPU_AFFINITY binds them, those of all places: the main thread is bound to the first place
/// before the program begins, and its own mask says no more. Empty where the system has more than
/// it can tell.
std::vector<int> own_processors();

/// Makes LibTorch compute with `threads` threads, or, where that is 0, with as many as
/// OMP_NUM_THREADS says (the first number of a list, at most kMostThreads), or else as this process
/// has usable cores; OMP_THREAD_LIMIT lowers both. From here on the threads treat numbers below
/// 1e-38 as 0: processors take a hundred times as long for them, and Adam's averages of vanishing
/// gradients are full of them. To be called before anything is computed. Returns the number.
int use_threads(std::int64_t threads);

inline constexpr int kMostThreads = 1024;

}  // namespace codegrid
