#pragma once

#include <cstdint>

/// For loops that are vectorised by hand, with the compiler's own vectors (GCC, Clang) rather than
/// at::vec: at::vec has one width a build; these are compiled for three processors, and the program
/// chooses while it runs, as LibTorch's kernels do.
namespace codegrid {

/// As many lanes as one register of the processor holds: the compiler handles wider ones badly.
template <std::int64_t lanes>
struct Vectors {
  static constexpr std::int64_t kLanes = lanes;
  using Floats [[gnu::vector_size(lanes * sizeof(float))]] = float;
  using Integers [[gnu::vector_size(lanes * sizeof(std::int32_t))]] = std::int32_t;
  using Doubles [[gnu::vector_size(lanes * sizeof(double))]] = double;
};

/// What processors are told apart; kernels for one must not be entered on a lesser one.
enum class Processor { kPlain, kAvx2, kAvx512 };

inline Processor this_processor() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq")) {
    return Processor::kAvx512;
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return Processor::kAvx2;
#endif
  return Processor::kPlain;
}

}  // namespace codegrid

/// Before a function: compiled for that processor. Everything that it calls has to be inlined into
/// it (CODEGRID_INLINE), or is compiled for the oldest processor only.
#if defined(__x86_64__)
#define CODEGRID_AVX2 [[gnu::target("avx2,fma")]]
#define CODEGRID_AVX512 [[gnu::target("avx512f,avx512bw,avx512vl,avx512dq,fma")]]
#else
#define CODEGRID_AVX2
#define CODEGRID_AVX512
#endif
#define CODEGRID_INLINE [[gnu::always_inline]] inline
