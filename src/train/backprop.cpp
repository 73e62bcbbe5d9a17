#include "train/backprop.hpp"

#include <torch/torch.h>

#include <algorithm>

#include "model/activation.hpp"

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

Backprop::Backprop(const Autoencoder& model, const ReconstructionLoss& loss, Precision precision)
    : loss_(loss),
      product_type_(precision == Precision::kBfloat16 ? at::kBFloat16 : at::kFloat),
      shares_(1) {
  const auto add = [&](const torch::nn::Linear& layer, Activation activation) {
    const at::Tensor weight = layer->weight.detach();
    const at::Tensor bias = layer->bias.detach();
    layers_.push_back({weight, bias, weight.to(product_type_), bias.to(product_type_), activation});
    parameters_ += layer->weight.numel() + layer->bias.numel();
  };
  const Activation activation = model->encoder()->activation();
  for (const auto& layer : model->encoder()->layers()) add(layer, activation);
  for (const auto& layer : model->decoder()->layers()) add(layer, activation);
  layers_.back().activation = Activation::kLinear;  // the loss works on logits
}

at::Tensor Backprop::run(const Batches& batches, std::int64_t index) {
  return work(batches, index, Wanted::kGradients);
}

at::Tensor Backprop::loss(const Batches& batches, std::int64_t index) {
  return work(batches, index, Wanted::kLoss);
}

// Of a batch of `rows`.
std::int64_t Backprop::rows_a_share(std::int64_t rows) const {
  if (!layers_[0].weight.is_cpu() || parameters_ > kMostParameters) return rows;
  const auto shares = std::clamp<std::int64_t>(rows / kLeastRows, 1, at::get_num_threads());
  return at::divup(rows, shares);
}

at::Tensor Backprop::work(const Batches& batches, std::int64_t index, Wanted wanted) {
  const torch::NoGradGuard no_grad;
  const auto [first, last] = batches.range(index);
  const std::int64_t rows = last - first;
  const std::int64_t step = rows_a_share(rows);
  const std::int64_t shares = at::divup(rows, step);
  const double scale = 1.0 / static_cast<double>(rows * layers_.back().bias.numel());
  prepare(shares, step, wanted);
  for (const Layer& layer : layers_) {
    convert(layer.weight, layer.factor);
    convert(layer.bias, layer.addend);
  }
  at::parallel_for(0, shares, 1, [&, first = first, last = last](auto begin, auto end) {
    const torch::NoGradGuard none_here_either;  // it belongs to the thread
    for (auto i = begin; i < end; ++i) {
      work_on_rows(shares_[static_cast<std::size_t>(i)], batches, first + i * step,
                   std::min(last, first + (i + 1) * step), scale, wanted);
    }
  });
  Share& all = shares_[0];
  for (std::int64_t i = 1; i < shares; ++i) {
    const Share& share = shares_[static_cast<std::size_t>(i)];
    all.loss_sum += share.loss_sum;
    if (wanted == Wanted::kGradients) at::_foreach_add_(all.gradients, share.gradients);
  }
  return all.loss_sum;
}

void Backprop::work_on_rows(Share& share, const Batches& batches, std::int64_t begin,
                            std::int64_t end, double scale, Wanted wanted) const {
  share.loss_sum.zero_();
  if (wanted == Wanted::kGradients) share.gradients.back().zero_();
  const std::int64_t slab = share.images.size(0);
  for (std::int64_t first = begin; first < end; first += slab) {
    const std::int64_t rows = std::min(slab, end - first);
    at::Tensor images = rows_of(share.images, rows);
    batches.copy(first, first + rows, images);
    forward(share, rows);
    at::Tensor logits = rows_of(share.logits, rows);
    if (wanted == Wanted::kLoss) {
      loss_.add(logits, images, share.loss_sum);
    } else {
      loss_.replace(logits, images, scale, share.gradients.back(), share.loss_sum);
      backward(share, rows, first == begin);
    }
  }
}

void Backprop::forward(Share& share, std::int64_t rows) const {
  at::Tensor input = rows_of(share.input, rows);
  convert(rows_of(share.images, rows), input);
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    at::Tensor output = rows_of(share.outputs[i], rows);
    at::addmm_out(output, layers_[i].addend, input, layers_[i].factor.t());
    activate_in_place(output, layers_[i].activation);
    input = output;
  }
  convert(input, rows_of(share.logits, rows));
}

// The loss has left its gradient in place of the logits, and that layer's bias has
// its own already. The first slab writes the share's gradients, the others add to them.
void Backprop::backward(Share& share, std::int64_t rows, bool first) const {
  at::Tensor error = rows_of(share.outputs.back(), rows);
  convert(rows_of(share.logits, rows), error);
  for (std::size_t i = layers_.size(); i-- > 0;) {
    const at::Tensor input = rows_of(i == 0 ? share.input : share.outputs[i - 1], rows);
    add_weight_gradient(share, i, error, input, first);
    if (i + 1 < layers_.size()) {
      at::Tensor& of_bias = share.gradients[2 * i + 1];
      if (first) {
        at::sum_out(of_bias, error, 0, /*keepdim=*/false, at::kFloat);
      } else {
        at::sum_out(share.bias_sums[i], error, 0, /*keepdim=*/false, at::kFloat);
        of_bias += share.bias_sums[i];
      }
    }
    if (i == 0) return;
    at::Tensor before = rows_of(share.errors[i - 1], rows);
    at::mm_out(before, error, layers_[i].factor);
    deactivate_in_place(before, input, layers_[i - 1].activation);
    error = before;
  }
}

void Backprop::add_weight_gradient(Share& share, std::size_t layer, const at::Tensor& error,
                                   const at::Tensor& input, bool first) const {
  at::Tensor& gradient = share.gradients[2 * layer];
  if (product_type_ == at::kFloat) {
    at::addmm_out(gradient, gradient, error.t(), input, /*beta=*/first ? 0 : 1);
    return;
  }
  at::mm_out(share.products[layer], error.t(), input);
  if (first) {
    gradient.copy_(share.products[layer]);
  } else {
    gradient.add_(share.products[layer]);
  }
}

void Backprop::prepare(std::int64_t shares, std::int64_t rows, Wanted wanted) {
  if (std::ssize(shares_) < shares) shares_.resize(static_cast<std::size_t>(shares));
  const at::TensorOptions options = layers_[0].weight.options();
  const std::int64_t slab = options.device().is_cpu() ? std::min(rows, kSlabRows) : rows;
  for (std::int64_t i = 0; i < shares; ++i) {
    Share& share = shares_[static_cast<std::size_t>(i)];
    if (!share.images.defined() || share.images.size(0) < slab) make_buffers(share, slab);
    if (wanted == Wanted::kLoss || !share.gradients.empty()) continue;
    for (const Layer& layer : layers_) {
      share.gradients.push_back(at::empty_like(layer.weight));
      share.gradients.push_back(at::empty_like(layer.bias));
      if (product_type_ != at::kFloat) share.products.push_back(at::empty_like(layer.factor));
    }
  }
}

void Backprop::make_buffers(Share& share, std::int64_t rows) const {
  const at::TensorOptions options = layers_[0].weight.options();
  share.images = at::empty({rows, layers_[0].weight.size(1)}, options);
  share.input = share.images.to(product_type_);
  share.loss_sum = at::empty({}, options.dtype(at::kDouble));
  share.outputs.clear();
  for (const Layer& layer : layers_)
    share.outputs.push_back(at::empty({rows, layer.bias.numel()}, layer.addend.options()));
  share.logits = share.outputs.back().to(at::kFloat);
  share.errors.clear();
  share.bias_sums.clear();
  for (std::size_t i = 0; i + 1 < layers_.size(); ++i) {
    share.errors.push_back(at::empty_like(share.outputs[i]));
    share.bias_sums.push_back(at::empty_like(layers_[i].bias));
  }
}

}  // namespace codegrid
