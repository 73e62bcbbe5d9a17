#include "train/variational_engine.hpp"

#include <torch/torch.h>

#include <utility>

#include "tensor/random.hpp"
#include "train/autograd.hpp"

namespace codegrid {
namespace {

// Draws the codes of an evaluation of the batch whose first image is at `place`.
at::Generator fixed_noise(std::int64_t place) {
  return make_generator(static_cast<std::uint64_t>(place), Purpose::kEvaluationNoise);
}

}  // namespace

VariationalEngine::VariationalEngine(Autoencoder& model, const ReconstructionLoss& loss,
                                     const TrainingOptions& options, at::Generator noise)
    : model_(model),
      loss_(loss),
      beta_(options.objective.beta),
      precision_(options.precision),
      noise_(std::move(noise)),
      parameters_(model->parameters()),
      room_(model->image_shape(), parameters_.at(0).device()),
      parts_(at::zeros({2}, parameters_.at(0).options().dtype(at::kDouble))) {
  TORCH_CHECK(options.objective.is_variational(), "VariationalEngine has an objective of its own");
  TORCH_CHECK(model->is_variational(), "the variational objective wants a variational model");
  TORCH_CHECK(noise_.defined(), "a generator draws the codes of a variational model");
}

at::Tensor VariationalEngine::forward_backward(const StepImages& images) {
  const auto [inputs, targets] = room_.all_of(images);
  const Results results = results_of(inputs, noise_);
  // Both parts of the loss know their own gradients: autograd begins at the logits and at the
  // distributions.
  at::Tensor gradient = results.logits.detach().clone();
  const double scale = 1.0 / static_cast<double>(gradient.numel());
  at::Tensor sum = at::zeros({}, parts_.options());
  at::Tensor column_sums = at::zeros({gradient.size(1)}, gradient.options());
  loss_.replace(gradient, targets, scale, column_sums, sum);
  const auto& [means, log_variances] = results.codes;
  KlWithGradient kl = kl_with_gradient({means.detach(), log_variances.detach()});
  gradients_ =
      gradients_by(parameters_, {{results.logits, gradient},
                                 {means, kl.by_means.mul_(beta_ * scale)},
                                 {log_variances, kl.by_log_variances.mul_(beta_ * scale)}});
  return loss_of(sum, kl.sum);
}

at::Tensor VariationalEngine::forward(const StepImages& images) {
  const torch::NoGradGuard no_grad;
  const auto [inputs, targets] = room_.all_of(images);
  const Results results = results_of(inputs, fixed_noise(images.place()));
  at::Tensor sum = at::zeros({}, parts_.options());
  loss_.add(results.logits, targets, sum);
  return loss_of(sum, kl_from_prior(results.codes));
}

std::int64_t VariationalEngine::terms_per_image() const {
  return c10::multiply_integers(model_->image_shape());
}

VariationalEngine::Results VariationalEngine::results_of(const at::Tensor& inputs,
                                                         const at::Generator& noise) {
  const bool rounded = precision_ == Precision::kBfloat16;
  CodeDistribution codes;
  {
    const Bfloat16 guard(inputs.device(), rounded);
    codes = model_->encode_distribution(inputs);
  }
  codes = {codes.means.to(at::kFloat), codes.log_variances.to(at::kFloat)};
  const at::Tensor drawn = draw_codes(codes, noise);
  const Bfloat16 guard(inputs.device(), rounded);
  LayerStack decoder = model_->decoder();
  return {codes, decoder->forward(drawn).to(at::kFloat).contiguous()};
}

// Leaves the two in `parts_`.
at::Tensor VariationalEngine::loss_of(const at::Tensor& reconstruction, const at::Tensor& kl) {
  parts_ = at::stack({reconstruction, kl});
  return reconstruction + kl * beta_;
}

}  // namespace codegrid
