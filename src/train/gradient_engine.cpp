#include "train/gradient_engine.hpp"

#include "train/autograd_engine.hpp"
#include "train/dense_engine.hpp"

namespace codegrid {

std::unique_ptr<GradientEngine> make_gradient_engine(Autoencoder& model,
                                                     const ReconstructionLoss& loss,
                                                     Precision precision) {
  if (DenseEngine::serves(model)) return std::make_unique<DenseEngine>(model, loss, precision);
  return std::make_unique<AutogradEngine>(model, loss, precision);
}

}  // namespace codegrid
