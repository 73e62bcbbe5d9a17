#include "train/loss_kernels_impl.hpp"

namespace codegrid {

constexpr LossTable kLossesAvx2 = kTableOf<Vectors<8>>;

}  // namespace codegrid
