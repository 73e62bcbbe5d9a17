#pragma once

#include <cstring>

#include "cluster/mixture/tile_products_table.hpp"
#include "tensor/vectors.hpp"

namespace codegrid {
namespace {

template <class Vector>
[[gnu::always_inline]] inline Vector load_doubles(const double* from) {
  Vector vector;
  std::memcpy(&vector, from, sizeof(vector));
  return vector;
}

// A tile is `parts` registers wide; so many rows of the matrix at once that eight sums are under
// way, which hides the time that each takes.
template <int lanes>
void square_all(const double* packed, std::int64_t width, const double* columns, double* squared) {
  using Doubles = typename Vectors<lanes>::Doubles;
  constexpr std::int64_t parts = kTileLanes / lanes;
  Doubles total[parts] = {};
  for (std::int64_t first = 0; first < width; first += kTileLanes) {
    const std::int64_t used = first + kTileLanes < width ? first + kTileLanes : width;
    for (std::int64_t row = 0; row < kTileLanes; row += lanes) {
      Doubles sums[lanes][parts] = {};
      for (std::int64_t column = 0; column < used; ++column) {
        const double* factor = packed + column * kTileLanes + row;
        const double* values = columns + column * kTileLanes;
#pragma GCC unroll 8
        for (std::int64_t part = 0; part < parts; ++part) {
          const auto value = load_doubles<Doubles>(values + part * lanes);
#pragma GCC unroll 8
          for (std::int64_t i = 0; i < lanes; ++i) sums[i][part] += factor[i] * value;
        }
      }
#pragma GCC unroll 8
      for (std::int64_t i = 0; i < lanes; ++i) {
#pragma GCC unroll 8
        for (std::int64_t part = 0; part < parts; ++part)
          total[part] += sums[i][part] * sums[i][part];
      }
    }
    packed += used * kTileLanes;
  }
  std::memcpy(squared, total, sizeof(total));
}

template <int lanes>
void add_all_products(double* sums, std::int64_t width, std::int64_t stride,
                      const double* const* rows, const double* weights) {
  using Doubles = typename Vectors<lanes>::Doubles;
  for (std::int64_t row = 0; row < width; ++row) {
    double factors[kTileLanes];
    for (std::int64_t i = 0; i < kTileLanes; ++i) factors[i] = weights[i] * rows[i][row];
    double* to = sums + row * stride;
    for (std::int64_t column = 0; column <= row; column += lanes) {
      auto even = load_doubles<Doubles>(to + column);
      Doubles odd = {};  // two sums, since each has to wait for its last addition
#pragma GCC unroll 8
      for (std::int64_t i = 0; i < kTileLanes; i += 2) {
        even += factors[i] * load_doubles<Doubles>(rows[i] + column);
        odd += factors[i + 1] * load_doubles<Doubles>(rows[i + 1] + column);
      }
      even += odd;
      std::memcpy(to + column, &even, sizeof(even));
    }
  }
}

template <int lanes>
constexpr TileProductTable kTileProductsOf{square_all<lanes>, add_all_products<lanes>};

}  // namespace
}  // namespace codegrid
