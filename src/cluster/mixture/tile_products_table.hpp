#pragma once

#include "cluster/mixture/tile_products.hpp"

namespace codegrid {

/// The loops of cluster/mixture/tile_products.hpp, as one instruction set has them.
struct TileProductTable {
  decltype(&squared_lengths) square;
  decltype(&add_products) add;
};

extern const TileProductTable kTileProductsPlain;
extern const TileProductTable kTileProductsAvx2;
extern const TileProductTable kTileProductsAvx512;

}  // namespace codegrid
