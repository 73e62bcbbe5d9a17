#pragma once

#include <cstdint>

namespace codegrid {

/// Vectors that are taken together, one in each lane.
constexpr std::int64_t kTileLanes = 8;

/// So far apart add_products takes rows of `width` numbers: whole tiles, and at least one.
constexpr std::int64_t tile_stride(std::int64_t width) {
  return width <= kTileLanes ? kTileLanes : (width + kTileLanes - 1) / kTileLanes * kTileLanes;
}

/// Numbers that a lower triangular matrix of width x width takes as squared_lengths has it.
std::int64_t packed_size(std::int64_t width);

/// Packs the lower triangle of `matrix`: its rows in groups of eight, and of each group the columns
/// up to its last row, the eight values of a column side by side.
///   matrix: [width][width]; packed: [packed_size(width)].
void pack_triangle(const double* matrix, std::int64_t width, double* packed);

/// The squared lengths of W x, for W lower triangular and eight vectors x. Each has the same bits
/// whatever the others are.
///   packed: of W, by pack_triangle; columns: [width][8], a value of each vector side by side;
///   squared: [8].
void squared_lengths(const double* packed, std::int64_t width, const double* columns,
                     double* squared);

/// sums += the sum of weight x x' over eight vectors x; only the lower triangle is to be used.
///   sums: [width][stride]; rows: eight times [stride], with zeros behind the width; weights: [8];
///   stride: tile_stride(width).
void add_products(double* sums, std::int64_t width, std::int64_t stride, const double* const* rows,
                  const double* weights);

}  // namespace codegrid
