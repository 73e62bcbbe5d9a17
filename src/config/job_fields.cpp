#include "config/job_config.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kMostImages = std::int64_t{1} << 31;
constexpr IntegerRange kWidth{1, 1 << 20};
constexpr NumberRange kPositive{.least = 0, .least_itself = false};
constexpr NumberRange kNotNegative{.least = 0};

Fields data_fields(DataOptions& data) {
  return {
      {"dataset",
       "mnist: the four published files; idx: any image files in MNIST's format, .gz or not",
       choice(data.dataset, {{"mnist", Dataset::kMnist}, {"idx", Dataset::kIdx}})},
      {"root", "folder of the data", PathValue{&data.root}, true},
      {"train_images", "idx: image file, relative to `root`",
       PathValue{&data.train_images, PathBase::kNone}},
      {"train_labels", "idx: label file; none if empty",
       PathValue{&data.train_labels, PathBase::kNone}},
      {"test_images", "idx: image file to validate on; if empty, `holdout` of the training images",
       PathValue{&data.test_images, PathBase::kNone}},
      {"test_labels", "idx: label file of the test images; none if empty",
       PathValue{&data.test_labels, PathBase::kNone}},
      {"holdout", "idx without test images: share of the training images to validate on",
       NumberValue{&data.holdout, {0, 1, false, false}}},
      {"scale",
       "to [0, 1], from the training set's least and greatest pixel (minmax) or from 0 and 255 "
       "(unit)",
       choice(data.scale, {{"minmax", Scaling::kMinMax}, {"unit", Scaling::kUnit}})},
  };
}

Fields model_fields(ModelOptions& model) {
  return {
      {"hidden",
       "widths of the layers between image and code, from the image on; the decoder mirrors them",
       IntegerListValue{&model.hidden, kWidth, 64}},
      {"code", "width of the code", IntegerValue{&model.code, kWidth}},
      {"activation", "after every layer but the decoder's last, the code included",
       choice(model.activation, {{"relu", Activation::kRelu},
                                 {"tanh", Activation::kTanh},
                                 {"sigmoid", Activation::kSigmoid},
                                 {"elu", Activation::kElu},
                                 {"linear", Activation::kLinear}})},
      {"output", "after the decoder's last layer",
       choice(model.output, {{"sigmoid", Output::kSigmoid}, {"linear", Output::kLinear}})},
  };
}

Fields optimizer_fields(OptimizerOptions& optimizer) {
  return {
      {"name", "Adam (Kingma and Ba 2015)",
       choice(optimizer.name, {{"adam", OptimizerKind::kAdam}})},
      {"learning_rate", "step size", NumberValue{&optimizer.learning_rate, kPositive}},
      {"betas", "decay of the gradients' mean and of their squares' mean",
       NumberTupleValue{{&optimizer.beta1, &optimizer.beta2}, {0, 1, true, false}}},
      {"epsilon", "added to the denominator; the default is Keras's",
       NumberValue{&optimizer.epsilon, kPositive}},
  };
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

Fields training_fields(TrainingOptions& training) {
  return {
      {"epochs", "at most", IntegerValue{&training.epochs, {1, 1'000'000}}},
      {"batch_size", "images a step", IntegerValue{&training.batch_size, {1, 1 << 24}}},
      {"checkpoint_minutes", "a checkpoint follows each epoch; inside a long one, every so often",
       NumberValue{&training.checkpoint_minutes, kPositive}},
      {"loss",
       "of the reconstruction, mean over pixels; binary_cross_entropy needs the sigmoid output",
       choice(training.loss, {{"binary_cross_entropy", LossKind::kBinaryCrossEntropy},
                              {"mean_squared_error", LossKind::kMeanSquaredError}})},
      {"precision",
       "of the matrix products of a step, what enters them and what comes out; sums, weights, loss "
       "and Adam stay float32; bfloat16 needs a processor with avx512_bf16, or a GPU",
       choice(training.precision,
              {{"float32", Precision::kFloat32}, {"bfloat16", Precision::kBfloat16}})},
      {"optimizer", "how weights follow gradients",
       SectionValue{optimizer_fields(training.optimizer)}},
      {"early_stopping", "when to stop before `epochs`",
       SectionValue{early_stopping_fields(training.early_stopping)}},
  };
}

Fields clustering_fields(ClusteringOptions::OfKMeans& clustering) {
  return {
      {"k", "number of clusters", IntegerValue{&clustering.k, {1, kMostImages}}},
      {"normalize", "l2: scale each code to unit length first",
       choice(clustering.normalize, {{"none", Normalize::kNone}, {"l2", Normalize::kL2}})},
      {"n_init", "starts of k-means; the one with the least inertia is kept",
       IntegerValue{&clustering.n_init, {1, 10'000}}},
      {"max_iter", "most iterations of one start",
       IntegerValue{&clustering.max_iter, {1, 1'000'000}}},
      {"tol",
       "a start ends when the centroids' squared shift is below this times the codes' mean "
       "variance",
       NumberValue{&clustering.tol, kNotNegative}},
  };
}

Fields picture_fields(PictureOptions& pictures) {
  return {
      {"rows", "images of each cluster in clusters.png", IntegerValue{&pictures.rows, {1, 100}}},
      {"samples",
       "which members are drawn: random ones, or the nearest to or farthest from the centroid",
       choice(pictures.samples, {{"random", Samples::kRandom},
                                 {"nearest", Samples::kNearest},
                                 {"farthest", Samples::kFarthest}})},
      {"page", "rows and columns of each cluster_XX.png",
       IntegerTupleValue{{&pictures.page_rows, &pictures.page_columns}, {1, 100}}},
  };
}

}  // namespace

Fields job_fields(JobConfig& job) {
  return {
      {"name", "of the run's folder under runs/; the file's own name by default",
       TextValue{&job.name}},
      {"seed", "of all randomness", IntegerValue{&job.seed, {0, IntegerRange{}.most}}},
      {"device", "auto, cpu, cuda or cuda:N; auto takes a GPU where one can be used",
       TextValue{&job.device}},
      {"threads", "that compute; 0: one for each core that this process may use",
       IntegerValue{&job.threads, {0, 1024}}},
      {"data", "which images", SectionValue{data_fields(job.data)}, true},
      {"model", "the autoencoder", SectionValue{model_fields(job.model)}},
      {"training", "how it is trained", SectionValue{training_fields(job.training)}},
      {"clustering", "k-means on the codes",
       SectionValue{clustering_fields(job.clustering.kmeans)}},
      {"pictures", "how clusters are drawn", SectionValue{picture_fields(job.pictures)}},
  };
}

}  // namespace codegrid
