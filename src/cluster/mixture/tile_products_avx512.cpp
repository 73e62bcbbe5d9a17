#include "cluster/mixture/tile_products_impl.hpp"

namespace codegrid {

constexpr TileProductTable kTileProductsAvx512 = kTileProductsOf<8>;

}  // namespace codegrid
