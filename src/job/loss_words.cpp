#include "job/loss_words.hpp"

#include <c10/util/Exception.h>
#include <fmt/format.h>

namespace codegrid {
namespace {

LossWords words_of_reconstruction(LossKind loss) {
  switch (loss) {
    case LossKind::kBinaryCrossEntropy:
      return {"cross-entropy", "binary cross-entropy", "binary_cross_entropy"};
    case LossKind::kMeanSquaredError:
      return {"mean squared error", "mean squared error", "mean_squared_error"};
    case LossKind::kMeanAbsoluteError:
      return {"mean absolute error", "mean absolute error", "mean_absolute_error"};
    case LossKind::kHuber:
      return {"Huber loss", "Huber loss", "huber"};
  }
  TORCH_CHECK(false, "no such loss");
}

}  // namespace

LossWords loss_words(const TrainingOptions& training) {
  const ObjectiveOptions& objective = training.objective;
  const LossWords reconstruction = words_of_reconstruction(training.loss);
  switch (objective.kind) {
    case ObjectiveKind::kReconstruction:
      return reconstruction;
    case ObjectiveKind::kContrastive:
      return {"contrastive loss", "contrastive loss (NT-Xent)", "contrastive"};
    case ObjectiveKind::kCombined:
      return {"combined loss",
              fmt::format("{} + {} contrastive loss", reconstruction.axis, objective.weight),
              "combined"};
    case ObjectiveKind::kVariational:
      return {"variational loss",
              fmt::format("{} + {} KL divergence / pixels", reconstruction.axis, objective.beta),
              "variational"};
  }
  TORCH_CHECK(false, "no such objective");
}

}  // namespace codegrid
