#include "train/loss_kernels_impl.hpp"

namespace codegrid {

constexpr LossTable kLossesAvx512 = kTableOf<Vectors<16>>;

}  // namespace codegrid
