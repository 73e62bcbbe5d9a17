#include "data/byte_scaler_impl.hpp"

namespace codegrid {

constexpr ScaleBytes kScaleBytesAvx512 = scale_bytes;

}  // namespace codegrid
