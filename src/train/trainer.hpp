#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/stopwatch.hpp"
#include "data/augmenter.hpp"
#include "data/batches.hpp"
#include "model/autoencoder.hpp"
#include "train/early_stopping.hpp"
#include "train/evaluate.hpp"
#include "train/gradient_engine.hpp"
#include "train/loss.hpp"
#include "train/metrics.hpp"
#include "train/optimizer.hpp"
#include "train/options.hpp"
#include "train/state.hpp"
#include "train/step_images.hpp"
#include "train/weight_average.hpp"
#include "train/weights.hpp"

namespace codegrid {

enum class StopReason { kEpochs, kEarlyStopping, kRequest };

/// What is to happen after a batch.
enum class BatchAction { kContinue, kCheckpoint, kStop };

/// Who wants to hear how it goes. Each may be empty.
struct TrainingListener {
  /// After each batch of an epoch: images seen in it so far. A checkpoint is made there if asked
  /// for, and before a stop.
  std::function<BatchAction(std::int64_t epoch, std::int64_t images)> on_batch{};
  std::function<void(const EpochRecord&)> on_epoch{};
  /// After the on_epoch of every `checkpoint_epochs`th epoch and of the last, where on_batch asked
  /// for it, and before each stop. The state is the live one: write or copy it before returning.
  std::function<void(const TrainingState&)> on_checkpoint{};
  /// Asked between two batches of a validation, and after each epoch: whether to stop there.
  std::function<bool()> wants_stop{};
};

struct TrainingResult {
  std::vector<EpochRecord> epochs;
  StopReason stopped_by;
  std::int64_t best_epoch;     ///< 0 if stopped before the end of the first.
  Weights last;                ///< Of the last epoch.
  Weights best;                ///< Of the best one.
  std::int64_t ends_with = 0;  ///< The epoch whose weights the model ends with.
};

/// Trains a model in place. Whatever it is given must outlive it.
class Trainer {
 public:
  /// Batches of `training` are reshuffled by `shuffle` each epoch; `validation` is read after each.
  /// Where a step needs two images, a last batch of one image of `training` joins the one before
  /// it.
  ///   augmenter: changes the images of each step of training; those of validation stay clean. An
  ///   objective that compares views needs one that changes something (TORCH_CHECK).
  ///   noise: draws the codes of a variational model, which needs it (TORCH_CHECK).
  /// Throws Error(kUsage) where the model cannot train in such batches (see require_batches_for).
  Trainer(Autoencoder& model, Batches& training, const Batches& validation,
          const ReconstructionLoss& loss, const TrainingOptions& options, at::Generator shuffle,
          std::optional<Augmenter> augmenter = std::nullopt, const at::Generator& noise = {});
  /// The same by an engine of one's own, of the same model, whatever loss and objective the options
  /// name.
  Trainer(Autoencoder& model, Batches& training, const Batches& validation,
          std::unique_ptr<GradientEngine> engine, const TrainingOptions& options,
          at::Generator shuffle, std::optional<Augmenter> augmenter);

  /// From here on, before the first step, the average of the weights is kept (see WeightAverage;
  /// its decay is `most` at most): the validation is of that, and a training that is not stopped
  /// ends with it. The best weights are still those of an epoch.
  void average_weights(double most);

  /// Goes on from `state`, which a trainer of the same model, data and options gave. Throws
  /// Error(kBadData), and has changed nothing, where it does not fit them.
  void restore(const TrainingState& state);
  /// Where it stands, up to the next call: the epochs and the tensors are the live ones.
  const TrainingState& state();

  /// No epoch is left to train.
  bool finished() const;
  bool stopped_early() const { return stopping_.should_stop(); }

  /// Trains to the end, or until the listener wants to stop. The model ends with the last epoch's
  /// weights, or the best one's if the options say so. Throws Error(kFailed) when a loss or a
  /// weight is not finite.
  TrainingResult run(const TrainingListener& listener);

 private:
  bool train_epoch(const TrainingListener& listener);
  void train_batch();
  StepImages images_of_step();
  std::optional<MeanLoss> validate(const TrainingListener& listener);
  void save(const TrainingListener& listener);
  bool checkpoint_is_due() const;
  void end_epoch(const MeanLoss& train, const MeanLoss& val, const TrainingListener& listener);
  void begin_epoch();
  std::int64_t steps_done() const;
  double learning_rate_now() const;

  Autoencoder& model_;
  Batches& training_;
  const Batches& validation_;
  TrainingOptions options_;
  std::unique_ptr<GradientEngine> engine_;
  std::unique_ptr<Optimizer> optimizer_;
  at::Generator shuffle_;
  std::optional<Augmenter> augmenter_;  // empty: nothing to change
  at::Tensor clean_;                    // [batch, C, H, W], the images before it changes them
  EarlyStopping stopping_;
  TrainingState state_;  // its epochs and batch at any time, the rest of it after a call of state()
  Weights best_;
  std::optional<WeightAverage> average_;
  at::Tensor shuffle_state_;  // before the order of the epoch under way was drawn
  LossSums sums_;             // over the batches done of it
  double seconds_ = 0;        // spent on the epoch under way before this process went on with it
  Stopwatch watch_;
};

/// Whether a step must see two images at least: for batch norm, or to tell them apart.
bool needs_two_images(const Architecture& architecture, const ObjectiveOptions& objective);

}  // namespace codegrid
