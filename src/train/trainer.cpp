#include "train/trainer.hpp"

#include <fmt/format.h>
#include <torch/torch.h>

#include <chrono>
#include <cmath>

#include "core/error.hpp"
#include "train/adam.hpp"
#include "train/early_stopping.hpp"

namespace codegrid {
namespace {

// The mean over all pixels of what was summed over all batches. Reading it here, once an epoch, is
// the only time that the loop waits for a device.
double mean(const at::Tensor& sum, const Batches& batches, const Autoencoder& model) {
  return sum.item<double>() /
         static_cast<double>(batches.images() * c10::multiply_integers(model->image_shape()));
}

double train_epoch(Autoencoder& model, Adam& optimizer, const Batches& batches,
                   const ReconstructionLoss& loss,
                   const std::function<void(std::int64_t)>& on_batch) {
  at::Tensor sum = at::zeros({}, at::kDouble);
  std::int64_t seen = 0;
  for (std::int64_t i = 0; i < batches.count(); ++i) {
    const at::Tensor images = batches.at(i);
    const at::Tensor logits = model->logits(images);
    const auto [batch_sum, gradient] = loss.with_gradient(logits.detach(), images.flatten(1));
    logits.backward(gradient);
    optimizer.step();
    sum = sum.to(batch_sum.device()) + batch_sum;
    seen += images.size(0);
    on_batch(seen);
  }
  return mean(sum, batches, model);
}

void require_finite(double train_loss, double val_loss, std::int64_t epoch) {
  if (std::isfinite(train_loss) && std::isfinite(val_loss)) return;
  throw run_error(fmt::format(
      "epoch {}: the loss is no finite number any more (training {}, validation {}); try a smaller "
      "training.optimizer.learning_rate",
      epoch, train_loss, val_loss));
}

}  // namespace

TrainingResult train(Autoencoder& model, Batches& training, const Batches& validation,
                     const ReconstructionLoss& loss, const TrainingOptions& options,
                     at::Generator shuffle, const TrainingListener& listener) {
  using Clock = std::chrono::steady_clock;
  Adam optimizer(model->parameters(), options.optimizer);
  EarlyStopping stopping(options.early_stopping);
  TrainingResult result{{}, StopReason::kEpochs, 0, {}, {}};

  for (std::int64_t epoch = 1; epoch <= options.epochs; ++epoch) {
    const auto start = Clock::now();
    training.shuffle(shuffle);
    const double train_loss =
        train_epoch(model, optimizer, training, loss, [&](std::int64_t images) {
          if (listener.on_batch) listener.on_batch(epoch, images);
        });
    const double val_loss = evaluate(model, validation, loss);
    require_finite(train_loss, val_loss, epoch);

    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    const bool best = stopping.improved(epoch, train_loss, val_loss);
    if (best) result.best = copy_weights(model);
    result.epochs.push_back({epoch, train_loss, val_loss, seconds,
                             static_cast<double>(training.images()) / seconds, best});
    if (listener.on_epoch) listener.on_epoch(result.epochs.back());
    if (stopping.should_stop()) {
      result.stopped_by = StopReason::kEarlyStopping;
      break;
    }
  }
  result.best_epoch = stopping.best_epoch();
  result.last = copy_weights(model);
  if (options.early_stopping.restore_best) set_weights(model, result.best);
  return result;
}

double evaluate(Autoencoder& model, const Batches& batches, const ReconstructionLoss& loss) {
  const torch::NoGradGuard no_grad;
  at::Tensor sum = at::zeros({}, at::kDouble);
  for (std::int64_t i = 0; i < batches.count(); ++i) {
    const at::Tensor images = batches.at(i);
    const at::Tensor batch_sum = loss.sum(model->logits(images), images.flatten(1));
    sum = sum.to(batch_sum.device()) + batch_sum;
  }
  return mean(sum, batches, model);
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
