#include "train/contrastive_engine.hpp"

#include <torch/torch.h>

#include "tensor/random.hpp"
#include "train/autograd.hpp"
#include "train/nt_xent.hpp"

namespace codegrid {
namespace {

// Draws the views of an evaluation of the batch whose first image is at `place`.
Augmenter fixed_augmenter(const AugmentationSettings& settings, std::int64_t place) {
  return {settings, make_generator(static_cast<std::uint64_t>(place), Purpose::kEvaluationViews)};
}

}  // namespace

ContrastiveEngine::ContrastiveEngine(Autoencoder& model, const ReconstructionLoss& loss,
                                     const TrainingOptions& options, const Augmenter& augmenter)
    : model_(model),
      loss_(loss),
      objective_(options.objective),
      reconstruct_(options.reconstruct),
      precision_(options.precision),
      augmenter_(augmenter),
      parameters_(model->parameters()) {
  TORCH_CHECK(objective_.compares_views(), "ContrastiveEngine compares views");
  TORCH_CHECK(!objective_.reconstructs() || model->has_decoder(),
              "an objective that reconstructs wants a decoder");
}

at::Tensor ContrastiveEngine::forward_backward(const StepImages& images) {
  const at::Tensor views = views_of(images, augmenter_);
  const Results results = results_of(views);
  NtXentWithGradient contrast =
      nt_xent_with_gradient(results.codes.detach(), objective_.temperature);
  if (!objective_.reconstructs()) {
    gradients_ = gradients_by(parameters_, {{results.codes, contrast.gradient}});
    return contrast.sum;
  }
  at::Tensor gradient = results.logits.detach().clone();
  at::Tensor sum = at::zeros_like(contrast.sum);
  at::Tensor column_sums = at::zeros({gradient.size(1)}, gradient.options());
  loss_.replace(gradient, targets_of(views), 1.0 / static_cast<double>(gradient.numel()),
                column_sums, sum);
  contrast.gradient.mul_(objective_.weight);
  gradients_ =
      gradients_by(parameters_, {{results.codes, contrast.gradient}, {results.logits, gradient}});
  return sum.div_(gradient.size(1)).add_(contrast.sum, objective_.weight);
}

at::Tensor ContrastiveEngine::forward(const StepImages& images) {
  const torch::NoGradGuard no_grad;
  Augmenter augmenter = fixed_augmenter(augmenter_.settings(), images.place());
  const at::Tensor views = views_of(images, augmenter);
  const Results results = results_of(views);
  const at::Tensor contrast = nt_xent(results.codes, objective_.temperature);
  if (!objective_.reconstructs()) return contrast;
  at::Tensor sum = at::zeros_like(contrast);
  loss_.add(results.logits, targets_of(views), sum);
  return sum.div_(results.logits.size(1)).add_(contrast, objective_.weight);
}

// [2 n, C, H, W] float32 on the model's device: first views, then second ones. Leaves the images
// as they are in `clean_`.
at::Tensor ContrastiveEngine::views_of(const StepImages& images, Augmenter& augmenter) {
  const torch::NoGradGuard no_grad;
  const std::int64_t count = images.count();
  const Shape& shape = model_->image_shape();
  if (!clean_.defined() || clean_.size(0) < 2 * count) {
    clean_ = at::empty({2 * count, shape[0], shape[1], shape[2]},
                       parameters_.at(0).options().requires_grad(false));
  }
  const at::Tensor once = clean_.slice(0, 0, count).flatten(1);
  const at::Tensor inputs = images.rows(0, count, once).inputs;
  if (!inputs.is_alias_of(once)) once.copy_(inputs);
  clean_.slice(0, count, 2 * count).flatten(1).copy_(once);
  return augmenter(clean_.slice(0, 0, 2 * count));
}

ContrastiveEngine::Results ContrastiveEngine::results_of(const at::Tensor& views) {
  const Bfloat16 guard(views.device(), precision_ == Precision::kBfloat16);
  const at::Tensor codes = model_->encode(views);
  if (!objective_.reconstructs()) return {codes.to(at::kFloat).contiguous(), at::Tensor()};
  LayerStack decoder = model_->decoder();
  const at::Tensor logits = decoder->forward(codes.slice(0, 0, views.size(0) / 2));
  return {codes.to(at::kFloat).contiguous(), logits.to(at::kFloat).contiguous()};
}

// What the decoder should make of the first views: [n, C*H*W].
at::Tensor ContrastiveEngine::targets_of(const at::Tensor& views) const {
  const at::Tensor& of = reconstruct_ == Reconstruct::kClean ? clean_ : views;
  return of.slice(0, 0, views.size(0) / 2).flatten(1);
}

}  // namespace codegrid
