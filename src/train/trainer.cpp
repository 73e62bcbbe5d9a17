#include "train/trainer.hpp"

#include <fmt/format.h>
#include <torch/torch.h>

#include <cmath>
#include <string>
#include <utility>

#include "core/error.hpp"

namespace codegrid {
namespace {

// The mean over all pixels of what was summed over all batches. Reading it here, once an epoch, is
// the only time that the loop waits for a device.
double mean(const at::Tensor& sum, const Batches& batches, const Autoencoder& model) {
  return sum.item<double>() /
         static_cast<double>(batches.images() * c10::multiply_integers(model->image_shape()));
}

// A sum of losses to begin with, on the model's device.
at::Tensor no_loss(const Autoencoder& model) {
  return at::zeros({}, model->parameters().at(0).options().dtype(at::kDouble));
}

double evaluate(Backprop& backprop, const Batches& batches, const Autoencoder& model) {
  at::Tensor sum = no_loss(model);
  for (std::int64_t i = 0; i < batches.count(); ++i) sum += backprop.loss(batches, i);
  return mean(sum, batches, model);
}

void require_finite(double loss, const char* name, std::int64_t epoch) {
  if (std::isfinite(loss)) return;
  throw run_error(
      fmt::format("epoch {}: the {} is no finite number any more ({}); try a smaller "
                  "training.optimizer.learning_rate",
                  epoch, name, loss));
}

void require_finite(const Autoencoder& model, std::int64_t epoch) {
  for (const auto& parameter : model->named_parameters()) {
    if (parameter.value().isfinite().all().item<bool>()) continue;
    throw run_error(
        fmt::format("epoch {}: the weights {} are no finite numbers any more; try a smaller "
                    "training.optimizer.learning_rate",
                    epoch, parameter.key()));
  }
}

// Whether the best weights are not the model's own: those a checkpoint need not hold twice.
bool best_is_apart(const TrainingState& state) {
  return state.stopping.best_epoch > 0 &&
         (state.batch > 0 ||
          state.stopping.best_epoch != static_cast<std::int64_t>(state.epochs.size()));
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

void set_generator(at::Generator& generator, const at::Tensor& state) {
  try {
    generator.set_state(state);
  } catch (const c10::Error&) {
    throw data_error("the checkpoint's tensor \"shuffle\" is no state of a generator");
  }
}

}  // namespace

Trainer::Trainer(Autoencoder& model, Batches& training, const Batches& validation,
                 const ReconstructionLoss& loss, const TrainingOptions& options,
                 at::Generator shuffle)
    : model_(model),
      training_(training),
      validation_(validation),
      backprop_(model, loss, options.precision),
      options_(options),
      shuffle_(std::move(shuffle)),
      optimizer_(model->parameters(), options.optimizer),
      stopping_(options.early_stopping) {
  begin_epoch();
}

TrainingResult Trainer::run(const TrainingListener& listener) {
  bool stopped = false;
  while (!finished()) {
    stopped = !train_epoch(listener);
    if (stopped) break;
    const auto epoch = static_cast<std::int64_t>(epochs_.size()) + 1;
    const double train_loss = mean(loss_sum_, training_, model_);
    const double val_loss = evaluate(backprop_, validation_, model_);
    require_finite(train_loss, "training loss", epoch);
    require_finite(val_loss, "validation loss", epoch);
    require_finite(model_, epoch);

    const bool best = stopping_.improved(epoch, train_loss, val_loss);
    if (best) best_ = copy_weights(model_);
    const double seconds = seconds_ + watch_.seconds();
    epochs_.push_back({epoch, train_loss, val_loss, seconds,
                       static_cast<double>(training_.images()) / seconds, best});
    begin_epoch();
    if (listener.on_epoch) listener.on_epoch(epochs_.back());
    if (listener.on_checkpoint) listener.on_checkpoint(state());
  }
  const Weights last = copy_weights(model_);
  if (!stopped && options_.early_stopping.restore_best) set_weights(model_, best_);
  const StopReason reason = stopped                   ? StopReason::kRequest
                            : stopping_.should_stop() ? StopReason::kEarlyStopping
                                                      : StopReason::kEpochs;
  return {epochs_, reason, stopping_.best_epoch(), last, best_};
}

bool Trainer::finished() const {
  return static_cast<std::int64_t>(epochs_.size()) >= options_.epochs || stopping_.should_stop();
}

// False if the listener wanted to stop before the epoch's validation.
bool Trainer::train_epoch(const TrainingListener& listener) {
  const auto epoch = static_cast<std::int64_t>(epochs_.size()) + 1;
  watch_ = Stopwatch();
  training_.shuffle(shuffle_);
  while (batch_ < training_.count()) {
    train_batch();
    if (!listener.on_batch) continue;
    const Wish wish = listener.on_batch(epoch, training_.images_in(batch_));
    if (wish == Wish::kGoOn) continue;
    require_finite(mean(loss_sum_, training_, model_), "training loss", epoch);
    require_finite(model_, epoch);
    if (listener.on_checkpoint) listener.on_checkpoint(state());
    if (wish == Wish::kStop) return false;
  }
  return true;
}

void Trainer::train_batch() {
  loss_sum_ += backprop_.run(training_, batch_);
  optimizer_.step(backprop_.gradients());
  ++batch_;
}

void Trainer::begin_epoch() {
  shuffle_state_ = shuffle_.get_state();
  loss_sum_ = no_loss(model_);
  batch_ = 0;
  seconds_ = 0;
}

TrainingState Trainer::state() const {
  TrainingState state{
      epochs_, batch_, batch_ == 0 ? 0 : seconds_ + watch_.seconds(), stopping_.state(), {}};
  const auto parameters = model_->named_parameters();
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const std::string& name = parameters[i].key();
    state.tensors["weights." + name] = parameters[i].value().detach();
    state.tensors["adam.mean." + name] = optimizer_.means()[i];
    state.tensors["adam.square." + name] = optimizer_.squares()[i];
    state.tensors["adam.step." + name] = optimizer_.steps()[i];
    if (best_is_apart(state)) state.tensors["best." + name] = best_[i];
  }
  state.tensors["shuffle"] = shuffle_state_;
  state.tensors["loss_sum"] = loss_sum_;
  return state;
}

void Trainer::restore(const TrainingState& from) {
  if (from.batch > training_.count())
    throw data_error(
        fmt::format("the checkpoint is at batch {} of {}", from.batch, training_.count()));
  for (const auto& [name, tensor] : state().tensors) require_fit(from.tensors, name, tensor);
  for (const auto& parameter : model_->named_parameters()) {
    if (best_is_apart(from))
      require_fit(from.tensors, "best." + parameter.key(), parameter.value());
  }

  set_generator(shuffle_, from.tensors.at("shuffle"));
  epochs_ = from.epochs;
  stopping_.restore(from.stopping);
  begin_epoch();
  best_ = copy_weights(model_);  // of the right shapes; the loop fills them where they are apart
  batch_ = from.batch;
  seconds_ = from.seconds;
  const torch::NoGradGuard no_grad;
  for (auto& [name, tensor] : state().tensors) tensor.copy_(from.tensors.at(name));
  if (!best_is_apart(from)) best_ = copy_weights(model_);
}

double evaluate(Autoencoder& model, const Batches& batches, const ReconstructionLoss& loss) {
  Backprop backprop(model, loss);
  return evaluate(backprop, batches, model);
}

Weights copy_weights(const Autoencoder& model) {
  Weights weights;
  for (const at::Tensor& parameter : model->parameters())
    weights.push_back(parameter.detach().clone());
  return weights;
}

void set_weights(Autoencoder& model, const Weights& weights) {
  const torch::NoGradGuard no_grad;
  const std::vector<at::Tensor> parameters = model->parameters();
  TORCH_CHECK(parameters.size() == weights.size(), "weights of another model");
  for (std::size_t i = 0; i < weights.size(); ++i) parameters[i].copy_(weights[i]);
}

}  // namespace codegrid
