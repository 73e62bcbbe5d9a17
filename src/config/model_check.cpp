#include "config/model_check.hpp"

#include <fmt/format.h>

#include "config/objective_check.hpp"

namespace codegrid {
namespace {

// Strength 0 is no fault: it is how somebody sees what a job is without augmentation.
void check_effect_of_augmentation(const JobConfig& job, const Problem& problem) {
  const AugmentationOptions& augmentation = job.augmentation;
  const AugmentationSettings& settings = augmentation.of_preset();
  if (augmentation.strength != AugmentationOptions{}.strength && !settings.changes_anything()) {
    problem(
        "augmentation.strength",
        fmt::format("found {}, which has no effect, since nothing is augmented; leave it out, or "
                    "choose a preset",
                    augmentation.strength));
  }
  if (augmentation.outside != OutsideChoice::kAuto && !settings.reaches_outside()) {
    problem("augmentation.outside",
            fmt::format("found \"{}\", which has no effect, since no augmentation takes "
                        "pixels from beyond an image's edge; leave it out, or choose a preset",
                        augmentation.outside == OutsideChoice::kZeros ? "zeros" : "edge"));
  }
  if (job.training.reconstruct == Reconstruct::kClean && !settings.changes_anything()) {
    problem("training.reconstruct",
            "found \"clean\", which has no effect, since nothing is augmented; leave it out, or "
            "choose an augmentation.preset");
  }
}

void check_effect_of_early_stopping(const EarlyStoppingOptions& stopping, const Problem& problem) {
  if (stopping.patience == EarlyStoppingOptions{}.patience || stopping.monitor != Monitor::kNone)
    return;
  problem("training.early_stopping.patience",
          fmt::format("found {}, which has no effect with \"monitor\": \"none\"; leave it out, or "
                      "name a loss to watch",
                      stopping.patience));
}

}  // namespace

void check_model_together(const JobConfig& job, const Problem& problem) {
  if (job.training.loss == LossKind::kBinaryCrossEntropy && job.model.output != Output::kSigmoid)
    problem("training.loss", "\"binary_cross_entropy\" needs \"model.output\": \"sigmoid\"");
  for (const KeyProblem& each : problems_of_objective(job)) problem(each.key, each.text);
}

void check_model_effect(const JobConfig& job, const Problem& problem) {
  check_effect_of_augmentation(job, problem);
  for (const KeyProblem& each : idle_keys_of_objective(job)) problem(each.key, each.text);
  check_effect_of_early_stopping(job.training.early_stopping, problem);
}

}  // namespace codegrid
