#include "train/trainer.hpp"

#include <fmt/format.h>
#include <torch/torch.h>

#include <cmath>
#include <iterator>
#include <string>
#include <utility>

#include "core/error.hpp"
#include "model/families.hpp"
#include "train/schedule.hpp"

namespace codegrid {
namespace {

void require_finite(double loss, const char* name, std::int64_t epoch) {
  if (std::isfinite(loss)) return;
  throw run_error(
      fmt::format("epoch {}: the {} is no finite number any more ({}); try a smaller "
                  "training.optimizer.learning_rate",
                  epoch, name, std::isnan(loss) ? "not a number" : "infinite"));
}

void require_finite(const Autoencoder& model, std::int64_t epoch) {
  for (const auto& [name, tensor] : named_weights(model)) {
    if (tensor.isfinite().all().item<bool>()) continue;
    throw run_error(
        fmt::format("epoch {}: the weights {} are no finite numbers any more; try a smaller "
                    "training.optimizer.learning_rate",
                    epoch, name));
  }
}

// Whether the best weights are others than the model's own, which a checkpoint need not hold twice.
bool best_differs(const TrainingState& state) {
  return state.stopping.best_epoch > 0 &&
         (state.batch > 0 || state.stopping.best_epoch != std::ssize(state.epochs));
}

bool asked_to_stop(const TrainingListener& listener) {
  return listener.wants_stop && listener.wants_stop();
}

void require_fit(const NamedTensors& found, const std::string& name, const at::Tensor& expected) {
  const auto it = found.find(name);
  if (it != found.end() && it->second.sizes() == expected.sizes() &&
      it->second.scalar_type() == expected.scalar_type()) {
    return;
  }
  throw data_error(
      fmt::format("the checkpoint's tensor \"{}\" is missing or of another shape", name));
}

void set_generator(at::Generator& generator, const NamedTensors& tensors, const char* name) {
  try {
    generator.set_state(tensors.at(name));
  } catch (const c10::Error&) {
    throw data_error(
        fmt::format("the checkpoint's tensor \"{}\" is no state of a generator", name));
  }
}

NamedParameters named_parameters(const Autoencoder& model) {
  NamedParameters all;
  for (const auto& parameter : model->named_parameters())
    all.emplace_back(parameter.key(), parameter.value());
  return all;
}

}  // namespace

Trainer::Trainer(Autoencoder& model, Batches& training, const Batches& validation,
                 const ReconstructionLoss& loss, const TrainingOptions& options,
                 at::Generator shuffle, std::optional<Augmenter> augmenter,
                 const at::Generator& noise)
    : Trainer(model, training, validation,
              make_gradient_engine(model, loss, options, augmenter, noise), options,
              std::move(shuffle), augmenter) {}

Trainer::Trainer(Autoencoder& model, Batches& training, const Batches& validation,
                 std::unique_ptr<GradientEngine> engine, const TrainingOptions& options,
                 at::Generator shuffle, std::optional<Augmenter> augmenter)
    : model_(model),
      training_(training),
      validation_(validation),
      options_(options),
      engine_(std::move(engine)),
      optimizer_(make_optimizer(named_parameters(model), options.optimizer)),
      shuffle_(std::move(shuffle)),
      augmenter_(std::move(augmenter)),
      stopping_(options.early_stopping) {
  require_batches_for(model->architecture(), training.images(), options.batch_size);
  if (needs_two_images(model->architecture(), options.objective)) training.join_last_of_one();
  if (augmenter_ && !augmenter_->settings().changes_anything()) augmenter_.reset();
  begin_epoch();
}

TrainingResult Trainer::run(const TrainingListener& listener) {
  bool stopped = false;
  while (!stopped && !finished()) {
    stopped = !train_epoch(listener);
    if (stopped) break;
    const std::optional<MeanLoss> val = validate(listener);
    // The means of the epoch are the only figures that the loop waits for a device for.
    if (val) end_epoch(mean(sums_, training_, *engine_), *val, listener);
    stopped = !val || (!finished() && asked_to_stop(listener));
    if (stopped || checkpoint_is_due()) save(listener);
  }
  const bool best = !stopped && options_.early_stopping.restore_best;
  const Weights last = copy_weights(model_);
  if (best) set_weights(model_, best_);
  if (average_ && !stopped) set_weights(model_, average_->weights());
  model_->eval();
  const StopReason reason = stopped                   ? StopReason::kRequest
                            : stopping_.should_stop() ? StopReason::kEarlyStopping
                                                      : StopReason::kEpochs;
  return {state_.epochs, reason, stopping_.best_epoch(),
          last,          best_,  best ? stopping_.best_epoch() : std::ssize(state_.epochs)};
}

bool Trainer::finished() const {
  return std::ssize(state_.epochs) >= options_.epochs || stopping_.should_stop();
}

bool Trainer::checkpoint_is_due() const {
  return finished() || std::ssize(state_.epochs) % options_.checkpoint_epochs == 0;
}

// False if the listener asked to stop before the epoch's validation.
bool Trainer::train_epoch(const TrainingListener& listener) {
  const std::int64_t epoch = std::ssize(state_.epochs) + 1;
  watch_ = Stopwatch();
  model_->train();
  training_.shuffle(shuffle_);
  while (state_.batch < training_.count()) {
    train_batch();
    if (!listener.on_batch) continue;
    const BatchAction action = listener.on_batch(epoch, training_.images_in(state_.batch));
    if (action == BatchAction::kContinue) continue;
    save(listener);
    if (action == BatchAction::kStop) return false;
  }
  return true;
}

void Trainer::save(const TrainingListener& listener) {
  if (state_.batch > 0) {  // else the epoch before has been looked at when it ended
    const std::int64_t epoch = std::ssize(state_.epochs) + 1;
    require_finite(mean(sums_, training_, *engine_).loss, "training loss", epoch);
    require_finite(model_, epoch);
  }
  if (!listener.on_checkpoint) return;
  listener.on_checkpoint(state());
  state_.tensors.clear();  // or those of an older best epoch would stay in memory
}

void Trainer::train_batch() {
  const at::Tensor loss = engine_->forward_backward(images_of_step());
  optimizer_->step(engine_->gradients(), learning_rate_now());
  if (average_) average_->add(model_, steps_done());
  sums_.add(loss, *engine_);
  ++state_.batch;
}

void Trainer::average_weights(double most) { average_.emplace(model_, most); }

StepImages Trainer::images_of_step() {
  // Two views are for the engine to draw.
  if (!augmenter_ || options_.objective.compares_views()) return {training_, state_.batch};
  const auto [first, last] = training_.range(state_.batch);
  const Shape& shape = model_->image_shape();
  if (!clean_.defined() || clean_.size(0) < last - first) {
    clean_ = at::empty({last - first, shape[0], shape[1], shape[2]},
                       at::TensorOptions(at::kFloat).device(sums_.loss.device()));
  }
  at::Tensor clean = clean_.slice(0, 0, last - first);
  training_.copy(first, last, clean);
  const at::Tensor augmented = (*augmenter_)(clean);
  return {augmented, options_.reconstruct == Reconstruct::kClean ? clean : augmented,
          training_.rows(first, last)};
}

// Nothing if the listener asked to stop: who goes on from there validates from the beginning.
std::optional<MeanLoss> Trainer::validate(const TrainingListener& listener) {
  std::optional<BorrowedWeights> averaged;
  if (average_) averaged.emplace(model_, average_->weights());
  return evaluate(model_, validation_, *engine_, listener.wants_stop);
}

void Trainer::end_epoch(const MeanLoss& train, const MeanLoss& val,
                        const TrainingListener& listener) {
  const std::int64_t epoch = std::ssize(state_.epochs) + 1;
  require_finite(train.loss, "training loss", epoch);
  require_finite(val.loss, "validation loss", epoch);
  require_finite(model_, epoch);
  const bool best = stopping_.improved(epoch, train.loss, val.loss);
  if (best) best_ = copy_weights(model_);
  const double seconds = seconds_ + watch_.seconds();
  state_.epochs.push_back({epoch, train.loss, val.loss, seconds,
                           static_cast<double>(training_.images()) / seconds, best, train.parts,
                           val.parts});
  begin_epoch();
  if (listener.on_epoch) listener.on_epoch(state_.epochs.back());
}

void Trainer::begin_epoch() {
  shuffle_state_ = shuffle_.get_state();
  sums_ = no_loss(model_, *engine_);
  state_.batch = 0;
  seconds_ = 0;
}

std::int64_t Trainer::steps_done() const {
  return std::ssize(state_.epochs) * training_.count() + state_.batch;
}

double Trainer::learning_rate_now() const {
  return learning_rate(options_.schedule, options_.optimizer.learning_rate,
                       {steps_done(), options_.epochs * training_.count()});
}

const TrainingState& Trainer::state() {
  state_.seconds = state_.batch == 0 ? 0 : seconds_ + watch_.seconds();
  state_.stopping = stopping_.state();
  state_.tensors = optimizer_->state();
  const auto weights = named_weights(model_);
  const bool with_best = best_differs(state_);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const auto& [name, tensor] = weights[i];
    state_.tensors["weights." + name] = tensor;
    if (with_best) state_.tensors["best." + name] = best_[i];
    if (average_) state_.tensors["average." + name] = average_->weights()[i];
  }
  state_.tensors["shuffle"] = shuffle_state_;
  if (model_->has_dropout()) state_.tensors["dropout"] = model_->dropout_generator().get_state();
  if (augmenter_) state_.tensors["augmentation"] = augmenter_->generator().get_state();
  if (const at::Generator noise = engine_->noise(); noise.defined())
    state_.tensors["noise"] = noise.get_state();
  state_.tensors["loss_sum"] = sums_.loss;
  if (sums_.parts.defined()) state_.tensors["loss_parts"] = sums_.parts;
  return state_;
}

void Trainer::restore(const TrainingState& from) {
  if (from.batch > training_.count())
    throw data_error(
        fmt::format("the checkpoint is at batch {} of {}", from.batch, training_.count()));
  for (const auto& [name, tensor] : state().tensors) require_fit(from.tensors, name, tensor);
  const auto weights = named_weights(model_);
  if (best_differs(from)) {
    for (const auto& [name, tensor] : weights) require_fit(from.tensors, "best." + name, tensor);
  }

  set_generator(shuffle_, from.tensors, "shuffle");
  if (model_->has_dropout()) set_generator(model_->dropout_generator(), from.tensors, "dropout");
  if (augmenter_) set_generator(augmenter_->generator(), from.tensors, "augmentation");
  if (at::Generator noise = engine_->noise(); noise.defined())
    set_generator(noise, from.tensors, "noise");
  state_.epochs = from.epochs;
  stopping_.restore(from.stopping);
  begin_epoch();
  state_.batch = from.batch;
  seconds_ = from.seconds;
  const torch::NoGradGuard no_grad;
  sums_.loss.copy_(from.tensors.at("loss_sum"));
  if (sums_.parts.defined()) sums_.parts.copy_(from.tensors.at("loss_parts"));
  optimizer_->restore(from.tensors);
  for (const auto& [name, tensor] : weights) tensor.copy_(from.tensors.at("weights." + name));
  for (std::size_t i = 0; average_ && i < weights.size(); ++i) {
    at::Tensor average = average_->weights()[i];
    average.copy_(from.tensors.at("average." + weights[i].first));
  }
  best_ = copy_weights(model_);  // of the right shapes and devices
  if (!best_differs(from)) return;
  for (std::size_t i = 0; i < weights.size(); ++i)
    best_[i].copy_(from.tensors.at("best." + weights[i].first));
}

bool needs_two_images(const Architecture& architecture, const ObjectiveOptions& objective) {
  return has_batch_norm(architecture) || objective.compares_views();
}

}  // namespace codegrid
