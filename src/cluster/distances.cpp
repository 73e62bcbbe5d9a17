#include "cluster/distances.hpp"

#include <cstring>
#include <limits>
#include <utility>

#include "tensor/vectors.hpp"

namespace codegrid {
namespace {

template <class Vector>
CODEGRID_INLINE Vector load(const void* from) {
  Vector vector;
  std::memcpy(&vector, from, sizeof(vector));
  return vector;
}

// Lane i of `vector` gets lane i ^ distance.
template <int distance, class Vector, int... i>
CODEGRID_INLINE Vector swap_lanes(Vector vector, std::integer_sequence<int, i...>) {
  return __builtin_shufflevector(vector, vector, (i ^ distance)...);
}

// All lanes put together by `join`, which takes two vectors.
template <int lanes, int distance = lanes / 2, class Vector, class Join>
CODEGRID_INLINE float fold(Vector vector, const Join& join) {
  if constexpr (distance == 0) {
    return vector[0];
  } else {
    const auto all = std::make_integer_sequence<int, lanes>();
    return fold<lanes, distance / 2>(join(vector, swap_lanes<distance>(vector, all)), join);
  }
}

// Of the last columns, which are fewer than a vector holds. Where there is a whole vector before
// them, they are read with some of its columns once more, and those are left out.
template <int lanes>
struct Rest {
  using Floats = typename Vectors<lanes>::Floats;
  using Indices = typename Vectors<lanes>::Integers;

  CODEGRID_INLINE Rest(const float* row, std::int64_t width)
      : columns(width % lanes), first(width < lanes ? 0 : width - lanes) {
    for (int i = 0; i < lanes; ++i) kept[i] = width < lanes || i >= lanes - columns ? -1 : 0;
    if (width >= lanes) {
      point = load<Floats>(row + first);
      return;
    }
    float copy[lanes] = {};
    for (std::int64_t i = 0; i < width; ++i) copy[i] = row[i];
    point = load<Floats>(copy);
  }

  CODEGRID_INLINE Floats difference(const float* to) const {
    const Floats all = point - load<Floats>(to + first);
    return kept ? all : Floats{};
  }

  std::int64_t columns;
  std::int64_t first;
  Indices kept;
  Floats point;
};

template <int lanes>
CODEGRID_INLINE void measure_all(const float* point, std::int64_t width, const float* targets,
                                 std::int64_t stride, std::int64_t count, float* squared) {
  using Floats = typename Vectors<lanes>::Floats;
  const Rest<lanes> rest(point, width);
  const std::int64_t whole = width - rest.columns;
  for (std::int64_t target = 0; target < count; ++target) {
    const float* to = targets + target * stride;
    Floats even{};  // two sums, since each has to wait for its last addition
    Floats odd{};
    std::int64_t column = 0;
    for (; column + 2 * lanes <= whole; column += 2 * lanes) {
      const Floats one = load<Floats>(point + column) - load<Floats>(to + column);
      const Floats other = load<Floats>(point + column + lanes) - load<Floats>(to + column + lanes);
      even += one * one;
      odd += other * other;
    }
    if (column < whole) {
      const Floats difference = load<Floats>(point + column) - load<Floats>(to + column);
      even += difference * difference;
    }
    if (rest.columns > 0) {
      const Floats difference = rest.difference(to);
      odd += difference * difference;
    }
    squared[target] =
        fold<lanes>(even + odd, [](Floats a, Floats b) __attribute__((always_inline)) { return a + b; });
  }
}

// `rows` points, so many that their sums and a group's coordinates fit the registers.
template <int lanes, std::int64_t rows>
CODEGRID_INLINE void score_rows(const float* const* points, const std::int32_t* own,
                                std::int64_t width, const float* group, float (*scores)[kGroup],
                                float* greatest) {
  using Floats = typename Vectors<lanes>::Floats;
  using Indices = typename Vectors<lanes>::Integers;
  constexpr std::int64_t parts = kGroup / lanes;
  Floats sums[rows][parts];
  for (std::int64_t row = 0; row < rows; ++row) {
    for (std::int64_t part = 0; part < parts; ++part)
      sums[row][part] = load<Floats>(group + part * lanes);
  }
  for (std::int64_t column = 0; column < width; ++column) {
    const float* coordinates = group + (1 + column) * kGroup;
#pragma GCC unroll 8
    for (std::int64_t row = 0; row < rows; ++row) {
#pragma GCC unroll 4
      for (std::int64_t part = 0; part < parts; ++part)
        sums[row][part] += points[row][column] * load<Floats>(coordinates + part * lanes);
    }
  }
  Indices names;
  for (std::int32_t i = 0; i < lanes; ++i) names[i] = i;
  const Floats least = Floats{} - std::numeric_limits<float>::infinity();
#pragma GCC unroll 8
  for (std::int64_t row = 0; row < rows; ++row) {
    Floats most = least;
#pragma GCC unroll 4
    for (std::int64_t part = 0; part < parts; ++part) {
      std::memcpy(scores[row] + part * lanes, &sums[row][part], sizeof(Floats));
      const Indices left_out = names == own[row] - static_cast<std::int32_t>(part * lanes);
      const Floats others = left_out ? least : sums[row][part];
      most = others > most ? others : most;
    }
    greatest[row] = fold<lanes>(most, [](Floats a, Floats b) __attribute__((always_inline)) { return a > b ? a : b; });
  }
}

template <int lanes>
CODEGRID_INLINE void score_all(const float* const* points, const std::int32_t* own,
                               std::int64_t width, const float* group, Scores& scores) {
  constexpr std::int64_t rows = kTile * lanes / kGroup;
  for (std::int64_t row = 0; row < kTile; row += rows) {
    score_rows<lanes, rows>(points + row, own + row, width, group, scores.of + row,
                            scores.greatest + row);
  }
}

CODEGRID_INLINE void add_all(double* sum, const float* point, std::int64_t width, double sign) {
  for (std::int64_t column = 0; column < width; ++column)
    sum[column] += sign * static_cast<double>(point[column]);
}

struct Kernels {
  decltype(&measure) measure_targets;
  decltype(&score) score_tile;
  decltype(&add_to) add_point;
};

// NOLINTBEGIN(bugprone-macro-parentheses): an attribute takes none
#define CODEGRID_KERNELS(name, processor, lanes)                                                  \
  processor void measure_##name(const float* point, std::int64_t width, const float* targets,     \
                                std::int64_t stride, std::int64_t count, float* squared) {        \
    measure_all<lanes>(point, width, targets, stride, count, squared);                            \
  }                                                                                               \
  processor void score_##name(const float* const* points, const std::int32_t* own,                \
                              std::int64_t width, const float* group, Scores& scores) {           \
    score_all<lanes>(points, own, width, group, scores);                                          \
  }                                                                                               \
  processor void add_##name(double* sum, const float* point, std::int64_t width, double sign) {   \
    add_all(sum, point, width, sign);                                                             \
  }                                                                                               \
  constexpr Kernels k_##name{measure_##name, score_##name, add_##name};
// NOLINTEND(bugprone-macro-parentheses)
#if defined(__x86_64__)
CODEGRID_KERNELS(avx512, CODEGRID_AVX512, 16)
CODEGRID_KERNELS(avx2, CODEGRID_AVX2, 8)
#endif
CODEGRID_KERNELS(plain, , 4)
#undef CODEGRID_KERNELS

Kernels choose_kernels() {
#if defined(__x86_64__)
  if (this_processor() == Processor::kAvx512) return k_avx512;
  if (this_processor() == Processor::kAvx2) return k_avx2;
#endif
  return k_plain;
}

const Kernels& kernels() {
  static const Kernels chosen = choose_kernels();
  return chosen;
}

}  // namespace

void measure(const float* point, std::int64_t width, const float* targets, std::int64_t stride,
             std::int64_t count, float* squared) {
  kernels().measure_targets(point, width, targets, stride, count, squared);
}

void score(const float* const* points, const std::int32_t* own, std::int64_t width,
           const float* group, Scores& scores) {
  kernels().score_tile(points, own, width, group, scores);
}

void add_to(double* sum, const float* point, std::int64_t width, double sign) {
  kernels().add_point(sum, point, width, sign);
}

}  // namespace codegrid
