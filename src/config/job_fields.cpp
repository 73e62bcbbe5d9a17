#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/augmentation_fields.hpp"
#include "config/clustering_fields.hpp"
#include "config/data_fields.hpp"
#include "config/job_config.hpp"
#include "config/job_sections.hpp"
#include "config/other_words.hpp"
#include "config/refinement_fields.hpp"

namespace codegrid {
namespace {

constexpr IntegerRange kWidth{1, 1 << 20};
constexpr std::size_t kMostHidden = 64;

// One of them, or "same".
ChoiceValue code_activation(std::optional<Activation>& place) {
  std::vector<std::pair<std::string, std::optional<Activation>>> options{{"same", std::nullopt}};
  for (const auto& [name, activation] : activations()) options.emplace_back(name, activation);
  return choice(place, options);
}

Fields convolutional_fields(ModelOptions& options) {
  ConvolutionalOptions& model = options.convolutional;
  return {
      {"channels", "of each level from the image on; a level halves height and width",
       IntegerListValue{&model.channels, {1, 4096}, 16, 1}},
      {"kernel", "side of every kernel, in pixels",
       IntegerValue{&model.kernel, {.least = 1, .most = 31, .odd = true}}},
      {"hidden",
       "widths of dense layers between the last level and the code, each with batch norm where "
       "`batch_norm` says so; the decoder mirrors them",
       IntegerListValue{&options.hidden, kWidth, kMostHidden}},
      {"downsampling",
       "max pooling at the end of a level (pool) or right after its convolution, which takes less "
       "time (pool_early), or convolutions of stride 2 (stride)",
       choice(model.downsampling, {{"pool", Downsampling::kPool},
                                   {"pool_early", Downsampling::kPoolEarly},
                                   {"stride", Downsampling::kStride}})},
      {"batch_norm",
       "before the activation of each level and of each hidden layer (Ioffe and Szegedy 2015)",
       SwitchValue{&model.batch_norm}},
      {"dropout", "share of what enters the code's layer that training leaves out",
       NumberValue{&model.dropout, {0, 1, true, false}}},
  };
}

}  // namespace

std::vector<std::pair<std::string, Activation>> activations() {
  return {{"relu", Activation::kRelu},
          {"tanh", Activation::kTanh},
          {"sigmoid", Activation::kSigmoid},
          {"elu", Activation::kElu},
          {"linear", Activation::kLinear}};
}

SectionValue model_section(ModelOptions& model) {
  return section_of_kinds<ModelKind>(
      "kind", model.kind,
      {{"dense",
        ModelKind::kDense,
        "every layer sees all of the one before",
        {{"hidden",
          "widths of the layers between image and code, from the image on; the decoder mirrors "
          "them",
          IntegerListValue{&model.hidden, kWidth, kMostHidden}}}},
       {"convolutional", ModelKind::kConvolutional,
        "levels of convolutions, then a dense code; the decoder mirrors them",
        convolutional_fields(model)}},
      {
          {"code", "width of the code", IntegerValue{&model.code, kWidth}},
          {"activation", "after every layer but the code's and the decoder's last",
           choice(model.activation, activations())},
          {"code_activation",
           "after the code's layer; same: as `activation`; linear: codes of any value, as those of "
           "a variational objective always are",
           code_activation(model.code_activation)},
          {"output", "after the decoder's last layer",
           choice(model.output, {{"sigmoid", Output::kSigmoid}, {"linear", Output::kLinear}})},
      });
}

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

namespace {

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

namespace {

Fields picture_fields(PictureOptions& pictures) {
  return {
      {"rows", "images of each cluster in clusters.png", IntegerValue{&pictures.rows, {1, 100}}},
      {"samples",
       "which members are drawn: random ones, or those nearest to or farthest from the centroid "
       "(by gaussian_mixture: the mean), by graph and spectral those with the most or the fewest "
       "of their neighbors in the cluster, by hdbscan the strongest or the weakest members, by "
       "refined the most or the least probable",
       choice(pictures.samples, {{"random", Samples::kRandom},
                                 {"nearest", Samples::kNearest},
                                 {"farthest", Samples::kFarthest}})},
      {"page", "rows and columns of each cluster_XX.png",
       IntegerTupleValue{{&pictures.page_rows, &pictures.page_columns}, {1, 100}}},
  };
}

// Other words are added here: they are those of the same keys of a job.
SectionValue encoder_section(EncoderConfig& encoder) {
  SectionValue section{{
      {"name", "of the encoder, and of its folder in the run: encoders/NAME",
       TextValue{&encoder.name}, true},
      {"model", "the autoencoder", model_section(encoder.model)},
      {"augmentation", "how the training images are changed at random, each time anew",
       augmentation_section(encoder.augmentation)},
      {"training", "how it is trained", SectionValue{training_fields(encoder.training)}},
  }};
  add_other_words(section.fields);
  return section;
}

SectionValue refinement_of_job(RefinementOptions& refinement) {
  SectionValue section = refinement_section(refinement);
  add_words_of_refinement(section);
  return section;
}

}  // namespace

Fields job_fields(JobConfig& job) {
  constexpr std::size_t kMostEncoders = 16;
  Fields fields{
      {"name",
       "of the run's folder under runs/; by default the file's own name, or \"job\" for a config "
       "that comes through a pipe",
       TextValue{&job.name}},
      {"seed", "of all randomness", IntegerValue{&job.seed, {0, IntegerRange{}.most}}},
      {"device", "auto, cpu, cuda or cuda:N; auto takes a GPU where one can be used",
       TextValue{&job.device}},
      {"threads", "that compute; 0: one for each core that this process may use",
       IntegerValue{&job.threads, {0, 1024}}},
      {"data", "which images", data_section(job.data), true},
      {"model", "the autoencoder", model_section(job.model)},
      {"augmentation", "how the training images are changed at random, each time anew",
       augmentation_section(job.augmentation)},
      {"training", "how it is trained", SectionValue{training_fields(job.training)}},
      {"encoders",
       "several, trained one after the other on the same images, each from a seed of its own; "
       "their codes are grouped together",
       section_list(job.encoders, kMostEncoders, encoder_section)},
      {"refinement",
       "what makes the groups of the encoders' codes better; what it ends with is the run's "
       "encoder",
       optional_section(job.refinement, refinement_of_job)},
      {"clustering",
       "how the codes are grouped; by default refined where there is a refinement, "
       "else graph where there are several encoders",
       clustering_section(job.clustering)},
      {"pictures", "how clusters are drawn", SectionValue{picture_fields(job.pictures)}},
  };
  add_other_words(fields);
  return fields;
}

}  // namespace codegrid
