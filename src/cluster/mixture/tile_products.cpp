#include "cluster/mixture/tile_products.hpp"

#include <algorithm>

#include "cluster/mixture/tile_products_table.hpp"
#include "tensor/dispatch.hpp"

namespace codegrid {
namespace {

const TileProductTable& tile_kernels() {
  static const TileProductTable& chosen =
      choose(kTileProductsPlain, kTileProductsAvx2, kTileProductsAvx512);
  return chosen;
}

}  // namespace

std::int64_t packed_size(std::int64_t width) {
  std::int64_t size = 0;
  for (std::int64_t first = 0; first < width; first += kTileLanes)
    size += std::min(width, first + kTileLanes) * kTileLanes;
  return size;
}

void pack_triangle(const double* matrix, std::int64_t width, double* packed) {
  for (std::int64_t first = 0; first < width; first += kTileLanes) {
    const std::int64_t used = std::min(width, first + kTileLanes);
    for (std::int64_t column = 0; column < used; ++column) {
      for (std::int64_t row = first; row < first + kTileLanes; ++row)
        *packed++ = row < width && column <= row ? matrix[row * width + column] : 0;
    }
  }
}

void squared_lengths(const double* packed, std::int64_t width, const double* columns,
                     double* squared) {
  tile_kernels().square(packed, width, columns, squared);
}

void add_products(double* sums, std::int64_t width, std::int64_t stride, const double* const* rows,
                  const double* weights) {
  tile_kernels().add(sums, width, stride, rows, weights);
}

}  // namespace codegrid
