#include "train/loss_kernels_impl.hpp"

namespace codegrid {

constexpr LossTable kLossesPlain = kTableOf<Vectors<4>>;

}  // namespace codegrid
