#pragma once

#include <cstring>
#include <limits>
#include <utility>

#include "cluster/kmeans/distances_table.hpp"
#include "tensor/prefetch.hpp"
#include "tensor/vectors.hpp"

namespace codegrid {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

template <class Vector>
[[gnu::always_inline]] inline Vector load(const void* from) {
  Vector vector;
  std::memcpy(&vector, from, sizeof(vector));
  return vector;
}

// Lane i of `vector` gets lane i ^ distance.
template <int distance, class Vector, int... i>
[[gnu::always_inline]] inline Vector swap_lanes(Vector vector, std::integer_sequence<int, i...>) {
  return __builtin_shufflevector(vector, vector, (i ^ distance)...);
}

// All lanes put together by `join`, which takes two vectors.
template <int lanes, int distance = lanes / 2, class Vector, class Join>
[[gnu::always_inline]] inline float fold(Vector vector, const Join& join) {
  if constexpr (distance == 0) {
    return vector[0];
  } else {
    const auto all = std::make_integer_sequence<int, lanes>();
    return fold<lanes, distance / 2>(join(vector, swap_lanes<distance>(vector, all)), join);
  }
}

// The last columns, where they are fewer than a vector holds. Behind whole vectors they are read
// with some of the columns before them once more, and those are left out.
template <int lanes>
class Rest {
 public:
  using Floats = typename Vectors<lanes>::Floats;

  [[gnu::always_inline]] inline explicit Rest(std::int64_t width)
      : width_(width), columns_(width % lanes), first_(width < lanes ? 0 : width - lanes) {
    static constexpr Switches kSwitches;
    kept_ = load<Integers>(kSwitches.of + (width < lanes ? lanes : columns_));
  }

  [[gnu::always_inline]] inline std::int64_t columns() const { return columns_; }

  // Of a point, which may end with its last column.
  [[gnu::always_inline]] inline Floats of(const float* point) const {
    if (width_ >= lanes) return load<Floats>(point + first_);
    float copy[lanes] = {};
    for (std::int64_t i = 0; i < width_; ++i) copy[i] = point[i];
    return load<Floats>(copy);
  }

  [[gnu::always_inline]] inline Floats difference(Floats of_point, const float* to) const {
    const Floats all = of_point - load<Floats>(to + first_);
    return kept_ ? all : Floats{};
  }

 private:
  using Integers = typename Vectors<lanes>::Integers;

  // Lanes that are off, then lanes that are on.
  struct Switches {
    constexpr Switches() {
      for (int i = 0; i < lanes; ++i) of[lanes + i] = -1;
    }
    std::int32_t of[2 * lanes] = {};
  };

  std::int64_t width_;
  std::int64_t columns_;
  std::int64_t first_;
  Integers kept_;
};

template <int lanes, class Floats>
[[gnu::always_inline]] inline float squared_distance(const float* point, Floats end,
                                                     const float* to, std::int64_t whole,
                                                     const Rest<lanes>& rest) {
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
  if (rest.columns() > 0) {
    const Floats difference = rest.difference(end, to);
    odd += difference * difference;
  }
  return fold<lanes>(
      even + odd, [](Floats a, Floats b) __attribute__((always_inline)) { return a + b; });
}

template <int lanes>
void measure_all(const float* point, std::int64_t width, const float* targets, std::int64_t stride,
                 std::int64_t count, float* squared) {
  const Rest<lanes> rest(width);
  const auto end = rest.of(point);
  for (std::int64_t i = 0; i < count; ++i) {
    squared[i] =
        squared_distance<lanes>(point, end, targets + i * stride, width - rest.columns(), rest);
  }
}

template <int lanes>
void measure_all_own(const float* points, std::int64_t width, std::int64_t count,
                     const std::int32_t* labels, const float* targets, std::int64_t stride,
                     float* squared) {
  const Rest<lanes> rest(width);
  for (std::int64_t i = 0; i < count; ++i) {
    const float* point = points + i * width;
    prefetch_ahead(points, width, i, count);
    squared[i] = labels[i] < 0
                     ? kInfinity
                     : squared_distance<lanes>(point, rest.of(point), targets + labels[i] * stride,
                                               width - rest.columns(), rest);
  }
}

// `rows` points, so many that their sums and a group's coordinates fit the registers.
template <int lanes, std::int64_t rows>
[[gnu::always_inline]] inline void score_rows(const float* const* points, const std::int32_t* own,
                                              std::int64_t width, const float* group,
                                              float (*scores)[kGroup], float* greatest) {
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
  const Floats least = Floats{} - kInfinity;
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
    greatest[row] = fold<lanes>(
        most, [](Floats a, Floats b) __attribute__((always_inline)) { return a > b ? a : b; });
  }
}

template <int lanes>
void score_all(const float* const* points, const std::int32_t* own, std::int64_t width,
               const float* group, Scores& scores) {
  constexpr std::int64_t rows = kTile * lanes / kGroup;
  for (std::int64_t row = 0; row < kTile; row += rows) {
    score_rows<lanes, rows>(points + row, own + row, width, group, scores.of + row,
                            scores.greatest + row);
  }
}

void add_all(double* sum, const float* point, std::int64_t width, double sign) {
  for (std::int64_t column = 0; column < width; ++column)
    sum[column] += sign * static_cast<double>(point[column]);
}

template <int lanes>
constexpr DistanceTable kTableOf{measure_all<lanes>, measure_all_own<lanes>, score_all<lanes>,
                                 add_all};

}  // namespace
}  // namespace codegrid
