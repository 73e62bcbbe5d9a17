#include "cluster/lanes.hpp"

#include <cstring>
#include <limits>

#include "tensor/vectors.hpp"

namespace codegrid {
namespace {

// The squared distances of the lanes at `block` to kTile targets.
template <class Floats>
CODEGRID_INLINE void measure_tile(const float* block, std::int64_t width, const float* targets,
                                  Floats (&sums)[kTile]) {
  for (Floats& sum : sums) sum = Floats{};
  for (std::int64_t column = 0; column < width; ++column) {
    Floats point;
    std::memcpy(&point, block + column * kLanes, sizeof(point));
#pragma GCC unroll 5
    for (std::int64_t target = 0; target < kTile; ++target) {
      const Floats difference = point - targets[target * width + column];
      sums[target] += difference * difference;
    }
  }
}

template <std::int64_t lanes>
CODEGRID_INLINE void measure_all(const float* block, std::int64_t width, const float* targets,
                                 std::int64_t count, float* squared) {
  using Floats = typename Vectors<lanes>::Floats;
  for (std::int64_t first = 0; first < count; first += kTile) {
    for (std::int64_t lane = 0; lane < kLanes; lane += lanes) {
      Floats sums[kTile];
      measure_tile<Floats>(block + lane, width, targets + first * width, sums);
      for (std::int64_t target = 0; target < kTile; ++target) {
        std::memcpy(squared + (first + target) * kLanes + lane, &sums[target], sizeof(Floats));
      }
    }
  }
}

template <std::int64_t lanes>
CODEGRID_INLINE void find_among_all(const float* block, std::int64_t width, const float* targets,
                                    std::int64_t count, Nearest& nearest) {
  using Floats = typename Vectors<lanes>::Floats;
  using Indices = typename Vectors<lanes>::Integers;
  for (std::int64_t lane = 0; lane < kLanes; lane += lanes) {
    Floats least = Floats{} + std::numeric_limits<float>::infinity();
    Indices index{};
    for (std::int64_t first = 0; first < count; first += kTile) {
      Floats sums[kTile];
      measure_tile<Floats>(block + lane, width, targets + first * width, sums);
#pragma GCC unroll 5
      for (std::int64_t target = 0; target < kTile; ++target) {
        const Indices nearer = sums[target] < least;
        least = nearer ? sums[target] : least;
        index = nearer ? Indices{} + static_cast<std::int32_t>(first + target) : index;
      }
    }
    std::memcpy(nearest.squared + lane, &least, sizeof(least));
    std::memcpy(nearest.index + lane, &index, sizeof(index));
  }
}

struct Kernels {
  decltype(&measure) measure_block;
  decltype(&find_nearest) find_nearest_in_block;
};

#if defined(__x86_64__)
// NOLINTBEGIN(bugprone-macro-parentheses): an attribute takes none
#define CODEGRID_KERNELS(name, processor, lanes)                                                   \
  processor void measure_##name(const float* block, std::int64_t width, const float* targets,      \
                                std::int64_t count, float* squared) {                              \
    measure_all<lanes>(block, width, targets, count, squared);                                     \
  }                                                                                                \
  processor void find_nearest_##name(const float* block, std::int64_t width, const float* targets, \
                                     std::int64_t count, Nearest& nearest) {                       \
    find_among_all<lanes>(block, width, targets, count, nearest);                                  \
  }
// NOLINTEND(bugprone-macro-parentheses)
CODEGRID_KERNELS(avx512, CODEGRID_AVX512, 16)
CODEGRID_KERNELS(avx2, CODEGRID_AVX2, 8)
#undef CODEGRID_KERNELS
#endif

void measure_plain(const float* block, std::int64_t width, const float* targets, std::int64_t count,
                   float* squared) {
  measure_all<4>(block, width, targets, count, squared);
}

void find_nearest_plain(const float* block, std::int64_t width, const float* targets,
                        std::int64_t count, Nearest& nearest) {
  find_among_all<4>(block, width, targets, count, nearest);
}

Kernels choose_kernels() {
#if defined(__x86_64__)
  if (this_processor() == Processor::kAvx512) return {measure_avx512, find_nearest_avx512};
  if (this_processor() == Processor::kAvx2) return {measure_avx2, find_nearest_avx2};
#endif
  return {measure_plain, find_nearest_plain};
}

const Kernels& kernels() {
  static const Kernels chosen = choose_kernels();
  return chosen;
}

}  // namespace

void measure(const float* block, std::int64_t width, const float* targets, std::int64_t count,
             float* squared) {
  kernels().measure_block(block, width, targets, count, squared);
}

void find_nearest(const float* block, std::int64_t width, const float* targets, std::int64_t count,
                  Nearest& nearest) {
  kernels().find_nearest_in_block(block, width, targets, count, nearest);
}

}  // namespace codegrid
