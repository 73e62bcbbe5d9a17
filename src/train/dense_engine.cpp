#include "train/dense_engine.hpp"

#include <torch/torch.h>

#include <algorithm>

namespace codegrid {
namespace {

// Rows that go through all layers together: so many that matrix products run at full speed, so few
// that what lies between them stays in a core's cache.
constexpr std::int64_t kSlabRows = 512;
// A thread with fewer rows than this spends more on adding up its gradients than it saves.
constexpr std::int64_t kLeastRows = 16;
// With more parameters than this, threads share each matrix product instead: gradients of their own
// would cost more memory and time than they save.
constexpr std::int64_t kMostParameters = std::int64_t{1} << 20;

at::Tensor rows_of(const at::Tensor& buffer, std::int64_t rows) { return buffer.slice(0, 0, rows); }

// In float32 both are the same memory.
void convert(const at::Tensor& from, const at::Tensor& to) {
  if (!to.is_alias_of(from)) to.copy_(from);
}

}  // namespace

bool DenseEngine::serves(const Autoencoder& model) {
  const auto knows = [](const NamedLayer& named) {
    return std::holds_alternative<Flatten>(named.layer) ||
           std::holds_alternative<Dense>(named.layer) ||
           std::holds_alternative<Activate>(named.layer);
  };
  const Architecture& architecture = model->architecture();
  return std::ranges::all_of(architecture.encoder, knows) &&
         std::ranges::all_of(architecture.decoder, knows) && !model->is_variational();
}

DenseEngine::DenseEngine(const Autoencoder& model, const ReconstructionLoss& loss,
                         Precision precision)
    : loss_(loss),
      product_type_(precision == Precision::kBfloat16 ? at::kBFloat16 : at::kFloat),
      workers_(1) {
  TORCH_CHECK(serves(model), "DenseEngine takes plain dense models only");
  add_layers(model->encoder());
  add_layers(model->decoder());
}

// Each dense layer, with the activation that follows it.
void DenseEngine::add_layers(const LayerStack& stack) {
  const std::vector<LayerTensors> tensors = stack->tensors();
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    const auto& layer = stack->layers()[i].layer;
    if (std::holds_alternative<Dense>(layer)) {
      const at::Tensor weight = tensors[i].weight.detach();
      const at::Tensor bias = tensors[i].bias.detach();
      layers_.push_back({weight, bias, weight.to(product_type_), bias.to(product_type_),
                         &function_of(Activation::kLinear)});
      parameters_ += weight.numel() + bias.numel();
    } else if (const auto* activate = std::get_if<Activate>(&layer)) {
      layers_.back().activation = &function_of(activate->activation);
    }
  }
}

at::Tensor DenseEngine::forward_backward(const StepImages& images) {
  return run(images, Wanted::kGradients);
}

at::Tensor DenseEngine::forward(const StepImages& images) { return run(images, Wanted::kLoss); }

// Of a batch of `rows`.
std::int64_t DenseEngine::rows_per_worker(std::int64_t rows) const {
  if (!layers_[0].weight.is_cpu() || parameters_ > kMostParameters) return rows;
  const auto workers = std::clamp<std::int64_t>(rows / kLeastRows, 1, at::get_num_threads());
  return at::divup(rows, workers);
}

at::Tensor DenseEngine::run(const StepImages& images, Wanted wanted) {
  const torch::NoGradGuard no_grad;
  const std::int64_t rows = images.count();
  const std::int64_t step = rows_per_worker(rows);
  const std::int64_t workers = at::divup(rows, step);
  const double scale = 1.0 / static_cast<double>(rows * layers_.back().bias.numel());
  prepare(workers, step, wanted);
  for (const DenseLayer& layer : layers_) {
    convert(layer.weight, layer.factor);
    convert(layer.bias, layer.addend);
  }
  at::parallel_for(0, workers, 1, [&](auto begin, auto end) {
    const torch::NoGradGuard none_here_either;  // it belongs to the thread
    for (auto i = begin; i < end; ++i) {
      run_rows(workers_[static_cast<std::size_t>(i)], images, i * step,
               std::min(rows, (i + 1) * step), scale, wanted);
    }
  });
  Worker& all = workers_[0];
  for (std::int64_t i = 1; i < workers; ++i) {
    const Worker& worker = workers_[static_cast<std::size_t>(i)];
    all.loss_sum += worker.loss_sum;
    if (wanted == Wanted::kGradients) at::_foreach_add_(all.gradients, worker.gradients);
  }
  return all.loss_sum;
}

void DenseEngine::run_rows(Worker& worker, const StepImages& images, std::int64_t begin,
                           std::int64_t end, double scale, Wanted wanted) const {
  worker.loss_sum.zero_();
  if (wanted == Wanted::kGradients) worker.gradients.back().zero_();
  const std::int64_t slab = worker.images.size(0);
  for (std::int64_t first = begin; first < end; first += slab) {
    const std::int64_t rows = std::min(slab, end - first);
    const auto [inputs, targets] = images.rows(first, first + rows, rows_of(worker.images, rows));
    const at::Tensor input = as_factor(worker, inputs);
    forward_rows(worker, input);
    at::Tensor logits = rows_of(worker.logits, rows);
    if (wanted == Wanted::kLoss) {
      loss_.add(logits, targets, worker.loss_sum);
    } else {
      loss_.replace(logits, targets, scale, worker.gradients.back(), worker.loss_sum);
      backward_rows(worker, input, first == begin);
    }
  }
}

// The images as the products take them.
at::Tensor DenseEngine::as_factor(Worker& worker, const at::Tensor& images) const {
  if (product_type_ == at::kFloat) return images;
  at::Tensor input = rows_of(worker.input, images.size(0));
  input.copy_(images);
  return input;
}

void DenseEngine::forward_rows(Worker& worker, const at::Tensor& images) const {
  const std::int64_t rows = images.size(0);
  at::Tensor input = images;
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    at::Tensor output = rows_of(worker.outputs[i], rows);
    at::addmm_out(output, layers_[i].addend, input, layers_[i].factor.t());
    layers_[i].activation->apply_in_place(output);
    input = output;
  }
  convert(input, rows_of(worker.logits, rows));
}

// The loss has left its gradient in place of the logits, and that layer's bias has
// its own already. The first slab writes the worker's gradients, the others add to them.
void DenseEngine::backward_rows(Worker& worker, const at::Tensor& images, bool first) const {
  const std::int64_t rows = images.size(0);
  at::Tensor error = rows_of(worker.outputs.back(), rows);
  convert(rows_of(worker.logits, rows), error);
  for (std::size_t i = layers_.size(); i-- > 0;) {
    const at::Tensor input = i == 0 ? images : rows_of(worker.outputs[i - 1], rows);
    add_weight_gradient(worker, i, error, input, first);
    if (i + 1 < layers_.size()) {
      at::Tensor& of_bias = worker.gradients[2 * i + 1];
      if (first) {
        at::sum_out(of_bias, error, 0, /*keepdim=*/false, at::kFloat);
      } else {
        at::sum_out(worker.bias_sums[i], error, 0, /*keepdim=*/false, at::kFloat);
        of_bias += worker.bias_sums[i];
      }
    }
    if (i == 0) return;
    at::Tensor before = rows_of(worker.errors[i - 1], rows);
    at::mm_out(before, error, layers_[i].factor);
    layers_[i - 1].activation->backward_in_place(before, input);
    error = before;
  }
}

void DenseEngine::add_weight_gradient(Worker& worker, std::size_t layer, const at::Tensor& error,
                                      const at::Tensor& input, bool first) const {
  at::Tensor& gradient = worker.gradients[2 * layer];
  if (product_type_ == at::kFloat) {
    at::addmm_out(gradient, gradient, error.t(), input, /*beta=*/first ? 0 : 1);
    return;
  }
  at::mm_out(worker.products[layer], error.t(), input);
  if (first) {
    gradient.copy_(worker.products[layer]);
  } else {
    gradient.add_(worker.products[layer]);
  }
}

void DenseEngine::prepare(std::int64_t workers, std::int64_t rows, Wanted wanted) {
  if (std::ssize(workers_) < workers) workers_.resize(static_cast<std::size_t>(workers));
  const at::TensorOptions options = layers_[0].weight.options();
  const std::int64_t slab = options.device().is_cpu() ? std::min(rows, kSlabRows) : rows;
  for (std::int64_t i = 0; i < workers; ++i) {
    Worker& worker = workers_[static_cast<std::size_t>(i)];
    if (!worker.images.defined() || worker.images.size(0) < slab) make_buffers(worker, slab);
    if (wanted == Wanted::kLoss || !worker.gradients.empty()) continue;
    for (const DenseLayer& layer : layers_) {
      worker.gradients.push_back(at::empty_like(layer.weight));
      worker.gradients.push_back(at::empty_like(layer.bias));
      if (product_type_ != at::kFloat) worker.products.push_back(at::empty_like(layer.factor));
    }
  }
}

void DenseEngine::make_buffers(Worker& worker, std::int64_t rows) const {
  const at::TensorOptions options = layers_[0].weight.options();
  worker.images = at::empty({rows, layers_[0].weight.size(1)}, options);
  if (product_type_ != at::kFloat) worker.input = worker.images.to(product_type_);
  worker.loss_sum = at::empty({}, options.dtype(at::kDouble));
  worker.outputs.clear();
  for (const DenseLayer& layer : layers_)
    worker.outputs.push_back(at::empty({rows, layer.bias.numel()}, layer.addend.options()));
  worker.logits = worker.outputs.back().to(at::kFloat);
  worker.errors.clear();
  worker.bias_sums.clear();
  for (std::size_t i = 0; i + 1 < layers_.size(); ++i) {
    worker.errors.push_back(at::empty_like(worker.outputs[i]));
    worker.bias_sums.push_back(at::empty_like(layers_[i].bias));
  }
}

}  // namespace codegrid
