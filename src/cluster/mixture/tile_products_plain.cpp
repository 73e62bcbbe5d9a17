#include "cluster/mixture/tile_products_impl.hpp"

namespace codegrid {

constexpr TileProductTable kTileProductsPlain = kTileProductsOf<2>;

}  // namespace codegrid
