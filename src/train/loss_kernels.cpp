#include "train/loss_kernels.hpp"

#include <c10/util/Exception.h>

#include "tensor/dispatch.hpp"

namespace codegrid {

LossKernels loss_kernels(LossKind kind, Output output) {
  const LossTable& losses = choose(kLossesPlain, kLossesAvx2, kLossesAvx512);
  const bool sigmoid = output == Output::kSigmoid;
  switch (kind) {
    case LossKind::kBinaryCrossEntropy:
      return losses.cross_entropy;
    case LossKind::kMeanSquaredError:
      return sigmoid ? losses.squared_error_of_sigmoid : losses.squared_error_of_linear;
    case LossKind::kMeanAbsoluteError:
      return sigmoid ? losses.absolute_error_of_sigmoid : losses.absolute_error_of_linear;
    case LossKind::kHuber:
      return sigmoid ? losses.huber_of_sigmoid : losses.huber_of_linear;
  }
  TORCH_CHECK(false, "no such loss");
}

}  // namespace codegrid
