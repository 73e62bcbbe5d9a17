#include "train/loss_kernels.hpp"

#include "tensor/dispatch.hpp"

namespace codegrid {

LossKernels loss_kernels(LossKind kind, Output output) {
  const LossTable& losses = choose(kLossesPlain, kLossesAvx2, kLossesAvx512);
  if (kind == LossKind::kBinaryCrossEntropy) return losses.cross_entropy;
  return output == Output::kSigmoid ? losses.squared_error_of_sigmoid
                                    : losses.squared_error_of_linear;
}

}  // namespace codegrid
