#include "train/gradient_engine.hpp"

#include "train/autograd_engine.hpp"
#include "train/contrastive_engine.hpp"
#include "train/dense_engine.hpp"
#include "train/variational_engine.hpp"

namespace codegrid {

std::unique_ptr<GradientEngine> make_gradient_engine(Autoencoder& model,
                                                     const ReconstructionLoss& loss,
                                                     Precision precision) {
  TORCH_CHECK(model->has_decoder(), "a model without a decoder reconstructs nothing");
  if (DenseEngine::serves(model)) return std::make_unique<DenseEngine>(model, loss, precision);
  return std::make_unique<AutogradEngine>(model, loss, precision);
}

std::unique_ptr<GradientEngine> make_gradient_engine(Autoencoder& model,
                                                     const ReconstructionLoss& loss,
                                                     const TrainingOptions& options,
                                                     const std::optional<Augmenter>& augmenter,
                                                     const at::Generator& noise) {
  if (options.objective.is_variational())
    return std::make_unique<VariationalEngine>(model, loss, options, noise);
  if (!options.objective.compares_views())
    return make_gradient_engine(model, loss, options.precision);
  TORCH_CHECK(augmenter && augmenter->settings().changes_anything(),
              "without augmentation two views of an image are the same");
  return std::make_unique<ContrastiveEngine>(model, loss, options, *augmenter);
}

}  // namespace codegrid
