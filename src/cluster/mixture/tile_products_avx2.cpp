#include "cluster/mixture/tile_products_impl.hpp"

namespace codegrid {

constexpr TileProductTable kTileProductsAvx2 = kTileProductsOf<4>;

}  // namespace codegrid
