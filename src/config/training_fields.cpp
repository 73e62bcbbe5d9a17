#include "config/training_fields.hpp"

namespace codegrid {
namespace {

SectionValue objective_section(ObjectiveOptions& objective) {
  const Field temperature{"temperature",
                          "what the contrastive loss divides cosines by: the smaller, the more the "
                          "most similar of the other images count",
                          NumberValue{&objective.temperature, {.least = 0.001, .most = 1000}}};
  return section_of_kinds<ObjectiveKind>(
      "kind", objective.kind,
      {{"reconstruction",
        ObjectiveKind::kReconstruction,
        "the decoder's images are those that came in",
        {}},
       {"contrastive",
        ObjectiveKind::kContrastive,
        "the codes of two augmented views of an image point the same way, those of other images do "
        "not (NT-Xent; Chen et al. 2020); there is no decoder",
        {temperature}},
       {"combined",
        ObjectiveKind::kCombined,
        "both, the loss of the reconstruction + `weight` times the contrastive one",
        {temperature,
         {"weight", "of the contrastive loss", NumberValue{&objective.weight, kPositive}}}},
       {"variational",
        ObjectiveKind::kVariational,
        "the decoder's images are those that came in, by codes that are drawn from a normal "
        "distribution of each image, near the standard one (Kingma and Welling 2014)",
        {{"beta", "of the KL divergence from the standard one (Higgins et al. 2017)",
          NumberValue{&objective.beta, kPositive}}}}},
      {});
}

SectionValue schedule_section(ScheduleOptions& schedule) {
  const Field warmup{"warmup", "share of all steps in which the rate rises from 0",
                     NumberValue{&schedule.warmup, {0, 1, true, false}}};
  return section_of_kinds<ScheduleKind>(
      "kind", schedule.kind,
      {{"constant", ScheduleKind::kConstant, "the learning rate as it is", {warmup}},
       {"cosine",
        ScheduleKind::kCosine,
        "down to 0 along half a cosine (Loshchilov and Hutter 2017)",
        {warmup}},
       {"one_cycle",
        ScheduleKind::kOneCycle,
        "up to the learning rate, then down to 0 (Smith and Topin 2018)",
        {{"rise", "share of all steps in which the rate rises",
          NumberValue{&schedule.rise, {0, 1, false, false}}}}}},
      {});
}

Fields early_stopping_fields(EarlyStoppingOptions& stopping) {
  return {
      {"monitor", "the loss to watch; none trains for all epochs",
       choice(stopping.monitor, {{"val_loss", Monitor::kValidationLoss},
                                 {"train_loss", Monitor::kTrainingLoss},
                                 {"none", Monitor::kNone}})},
      {"patience", "epochs in a row without improvement before training stops",
       IntegerValue{&stopping.patience, {1, 1'000'000}}},
      {"min_delta", "an improvement must be larger than this",
       NumberValue{&stopping.min_delta, kNotNegative}},
      {"restore_best", "end with the best epoch's weights instead of the last one's",
       SwitchValue{&stopping.restore_best}},
  };
}

}  // namespace

SectionValue optimizer_section(OptimizerOptions& optimizer) {
  const Field betas{"betas", "decay of the gradients' mean and of their squares' mean",
                    NumberTupleValue{{&optimizer.beta1, &optimizer.beta2}, {0, 1, true, false}}};
  const Field epsilon{"epsilon", "added to the denominator; the default is Keras's",
                      NumberValue{&optimizer.epsilon, kPositive}};
  const Field weight_decay{"weight_decay",
                           "adamw: share of each weight taken off at a step, times the learning "
                           "rate; sgd: this share of the weight is added to its gradient",
                           NumberValue{&optimizer.weight_decay, kNotNegative}};
  const Field momentum{"momentum", "decay of the sum of the gradients; 0: none",
                       NumberValue{&optimizer.momentum, {0, 1, true, false}}};
  return section_of_kinds<OptimizerKind>(
      "name", optimizer.name,
      {{"adam", OptimizerKind::kAdam, "Kingma and Ba 2015", {betas, epsilon}},
       {"adamw",
        OptimizerKind::kAdamW,
        "Adam with decoupled weight decay (Loshchilov and Hutter 2019)",
        {betas, epsilon, weight_decay}},
       {"sgd",
        OptimizerKind::kSgd,
        "stochastic gradient descent with momentum",
        {momentum, weight_decay}}},
      {{"learning_rate", "step size", NumberValue{&optimizer.learning_rate, kPositive}}});
}

Fields training_fields(TrainingOptions& training) {
  return {
      {"epochs", "at most", IntegerValue{&training.epochs, {1, 1'000'000}}},
      {"batch_size",
       "images a step; with batch norm or a contrastive objective, a last one that would be alone "
       "joins the batch before",
       IntegerValue{&training.batch_size, {1, 1 << 24}}},
      {"checkpoint_epochs",
       "a checkpoint follows every so many epochs, and the last; a larger number saves time where "
       "epochs take milliseconds",
       IntegerValue{&training.checkpoint_epochs, {1, 1'000'000}}},
      {"checkpoint_minutes", "most minutes between two checkpoints, inside an epoch too",
       NumberValue{&training.checkpoint_minutes, kPositive}},
      {"objective",
       "what training makes small; contrastive and combined need an `augmentation` and 2 images a "
       "step or more",
       objective_section(training.objective)},
      {"loss",
       "of the reconstruction, mean over pixels; binary_cross_entropy needs the sigmoid output; "
       "huber: half the square of an error up to 0.1, a line beyond (Huber 1964)",
       choice(training.loss, {{"binary_cross_entropy", LossKind::kBinaryCrossEntropy},
                              {"mean_squared_error", LossKind::kMeanSquaredError},
                              {"mean_absolute_error", LossKind::kMeanAbsoluteError},
                              {"huber", LossKind::kHuber}})},
      {"reconstruct",
       "of images that are augmented: the augmented image, or the clean one (denoising; Vincent et "
       "al. 2008)",
       choice(training.reconstruct,
              {{"augmented", Reconstruct::kAugmented}, {"clean", Reconstruct::kClean}})},
      {"precision",
       "of the matrix products of a step, what enters them and what comes out; sums, weights, loss "
       "and optimizer stay float32; bfloat16 needs a processor with avx512_bf16, or a GPU; auto: "
       "bfloat16 where the device has it, else float32",
       choice(training.precision, {{"float32", Precision::kFloat32},
                                   {"bfloat16", Precision::kBfloat16},
                                   {"auto", Precision::kAuto}})},
      {"optimizer", "how weights follow gradients", optimizer_section(training.optimizer)},
      {"schedule", "how the learning rate goes from step to step",
       schedule_section(training.schedule)},
      {"early_stopping", "when to stop before `epochs`",
       SectionValue{early_stopping_fields(training.early_stopping)}},
  };
}

}  // namespace codegrid
