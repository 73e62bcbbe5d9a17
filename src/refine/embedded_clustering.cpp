#include "refine/embedded_clustering.hpp"

#include <fmt/format.h>
#include <torch/torch.h>

#include <cmath>
#include <utility>

#include "core/error.hpp"
#include "core/stopwatch.hpp"
#include "refine/soft_assignment.hpp"
#include "train/autograd.hpp"
#include "train/weights.hpp"

namespace codegrid {
namespace {

// Its parameters and the centroids, which then know of their gradient.
NamedParameters parameters_of(const Autoencoder& model, at::Tensor& centroids) {
  NamedParameters all;
  for (const auto& parameter : model->named_parameters())
    all.emplace_back(parameter.key(), parameter.value());
  centroids.requires_grad_(true);
  all.emplace_back("centroids", centroids);
  return all;
}

void require_tensor(const NamedTensors& found, const std::string& name,
                    const at::Tensor& expected) {
  const auto it = found.find(name);
  if (it != found.end() && it->second.sizes() == expected.sizes() &&
      it->second.scalar_type() == expected.scalar_type())
    return;
  throw data_error(
      fmt::format("the checkpoint's tensor \"{}\" is missing or of another shape", name));
}

void require_finite_weights(const NamedParameters& parameters, std::int64_t update) {
  for (const auto& [name, tensor] : parameters) {
    if (tensor.isfinite().all().item<bool>()) continue;
    throw run_error(
        fmt::format("update {}: the weights {} are no finite numbers any more; try a smaller "
                    "refinement.optimizer.learning_rate",
                    update, name));
  }
}

}  // namespace

EmbeddedClustering::EmbeddedClustering(Autoencoder& model, const at::Tensor& centroids,
                                       const Batches& images, Batches& steps,
                                       const EmbeddingOptions& options,
                                       const std::optional<ReconstructionLoss>& loss,
                                       at::Generator shuffle)
    : model_(model),
      centroids_(centroids.to(model->parameters().at(0).device()).clone()),
      images_(images),
      steps_(steps),
      options_(options),
      loss_(loss),
      shuffle_(std::move(shuffle)),
      parameters_(parameters_of(model, centroids_)),
      optimizer_(make_optimizer(parameters_, options.optimizer)),
      changed_(at::ones({}, at::kDouble)),
      loss_sum_(at::zeros({}, centroids_.options().dtype(at::kDouble).requires_grad(false))) {
  TORCH_CHECK(loss_.has_value() == model->has_decoder(), "a loss where there is a decoder");
  TORCH_CHECK(images.images() == steps.images(), "the same images in both");
  model_->eval();
}

bool EmbeddedClustering::converged() const { return changed_.item<double>() < options_.tolerance; }

bool EmbeddedClustering::run(const EmbeddingListener& listener) {
  std::optional<at::Tensor> log_q = assign_all(listener);
  while (log_q && std::ssize(state_.epochs) < options_.updates && !converged()) {
    const Stopwatch watch;
    const at::Tensor targets = target_distribution(log_q->exp());
    const at::Tensor labels = log_q->argmax(1);
    if (!train_interval(targets, listener)) return false;
    log_q = assign_all(listener);
    if (!log_q) return false;
    end_interval(kl_divergence(targets, *log_q), log_q->argmax(1).ne(labels), watch.seconds());
    if (listener.on_update) listener.on_update(state_.epochs.back());
    if (listener.on_checkpoint) listener.on_checkpoint(state());
    state_.tensors.clear();
  }
  return log_q.has_value();
}

// The logarithms of all images' soft assignments, [N, k]; nothing where it is to stop.
std::optional<at::Tensor> EmbeddedClustering::assign_all(const EmbeddingListener& listener) {
  const torch::NoGradGuard no_grad;
  std::vector<at::Tensor> all;
  for (std::int64_t i = 0; i < images_.count(); ++i) {
    if (wants_stop(listener)) return std::nullopt;
    all.push_back(
        log_soft_assignments(model_->encode(batch_of(images_, images_.range(i))), centroids_));
  }
  return at::cat(all);
}

bool EmbeddedClustering::train_interval(const at::Tensor& targets,
                                        const EmbeddingListener& listener) {
  loss_sum_.zero_();
  seen_ = 0;
  std::int64_t batch = steps_.count();  // none is left of an order
  for (std::int64_t step = 0; step < options_.update_interval; ++step) {
    if (batch == steps_.count()) {
      steps_.shuffle(shuffle_);
      batch = 0;
    }
    train_batch(steps_.range(batch++), targets);
    if (wants_stop(listener)) return false;
  }
  return true;
}

void EmbeddedClustering::train_batch(const Range& range, const at::Tensor& targets) {
  const std::int64_t count = range.second - range.first;
  const at::Tensor images = batch_of(steps_, range);
  const at::Tensor codes = model_->encode(images);
  const at::Tensor divergence =
      kl_divergence(targets.index_select(0, steps_.rows(range.first, range.second)),
                    log_soft_assignments(codes, centroids_));
  const double weight = (loss_ ? options_.gamma : 1) / static_cast<double>(count);
  std::vector<ResultGradient> results{{divergence, at::full_like(divergence.detach(), weight)}};
  at::Tensor loss = weight * divergence.detach().to(at::kDouble);
  if (loss_) {
    LayerStack decoder = model_->decoder();
    const at::Tensor logits = decoder->forward(codes).contiguous();
    const double share = 1.0 / static_cast<double>(logits.numel());
    // The loss knows its own gradient, in one pass: autograd begins at the logits.
    at::Tensor gradient = logits.detach().clone();
    at::Tensor column_sums = at::zeros({logits.size(1)}, gradient.options());
    at::Tensor sum = at::zeros_like(loss);
    loss_->replace(gradient, images, share, column_sums, sum);
    results.push_back({logits, gradient});
    loss += share * sum;
  }
  optimizer_->step(gradients_by(tensors_of(parameters_), results),
                   options_.optimizer.learning_rate);
  loss_sum_ += loss * count;
  seen_ += count;
}

void EmbeddedClustering::end_interval(const at::Tensor& divergence, const at::Tensor& changed,
                                      double seconds) {
  const std::int64_t update = std::ssize(state_.epochs) + 1;
  const double loss = loss_sum_.item<double>() / static_cast<double>(seen_);
  const double left = divergence.item<double>() / static_cast<double>(images_.images());
  if (!std::isfinite(loss) || !std::isfinite(left)) {
    throw run_error(
        fmt::format("update {}: the loss is no finite number any more ({}); try a smaller "
                    "refinement.optimizer.learning_rate",
                    update, std::isnan(loss) || std::isnan(left) ? "not a number" : "infinite"));
  }
  require_finite_weights(parameters_, update);
  changed_ = changed.to(at::kDouble).mean().cpu();
  state_.stopping = {left, update, 0};
  state_.epochs.push_back(
      {update, loss, left, seconds, static_cast<double>(seen_) / seconds, /*best=*/false});
}

// Flat, [n, C*H*W] float32.
at::Tensor EmbeddedClustering::batch_of(const Batches& batches, const Range& range) {
  const std::int64_t count = range.second - range.first;
  if (!room_.defined() || room_.size(0) < count) {
    room_ = at::empty({count, c10::multiply_integers(model_->image_shape())},
                      centroids_.options().requires_grad(false));
  }
  at::Tensor images = room_.slice(0, 0, count);
  batches.copy(range.first, range.second, images);
  return images;
}

bool EmbeddedClustering::wants_stop(const EmbeddingListener& listener) const {
  return listener.wants_stop && listener.wants_stop(std::ssize(state_.epochs) + 1, seen_);
}

const TrainingState& EmbeddedClustering::state() {
  state_.tensors = optimizer_->state();
  for (const auto& [name, tensor] : named_weights(model_))
    state_.tensors["weights." + name] = tensor;
  state_.tensors["centroids"] = centroids_.detach();
  state_.tensors["shuffle"] = shuffle_.get_state();
  state_.tensors["changed"] = changed_;
  return state_;
}

void EmbeddedClustering::restore(const TrainingState& from) {
  for (const auto& [name, tensor] : state().tensors) require_tensor(from.tensors, name, tensor);
  try {
    shuffle_.set_state(from.tensors.at("shuffle"));
  } catch (const c10::Error&) {
    throw data_error("the checkpoint's tensor \"shuffle\" is no state of a generator");
  }
  const torch::NoGradGuard no_grad;
  for (auto& [name, tensor] : named_weights(model_))
    tensor.copy_(from.tensors.at("weights." + name));
  centroids_.copy_(from.tensors.at("centroids"));
  changed_ = from.tensors.at("changed").clone();
  optimizer_->restore(from.tensors);
  state_ = {};
  state_.epochs = from.epochs;
  state_.stopping = from.stopping;
}

}  // namespace codegrid
