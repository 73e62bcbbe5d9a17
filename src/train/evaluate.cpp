#include "train/evaluate.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>

namespace codegrid {

void LossSums::add(const at::Tensor& batch_loss, const GradientEngine& engine) {
  loss += batch_loss;
  if (parts.defined()) parts += engine.parts();
}

LossSums no_loss(const Autoencoder& model, const GradientEngine& engine) {
  const at::Tensor parts = engine.parts();
  return {at::zeros({}, model->parameters().at(0).options().dtype(at::kDouble)),
          parts.defined() ? at::zeros_like(parts) : at::Tensor()};
}

MeanLoss mean(const LossSums& sums, const Batches& batches, const GradientEngine& engine) {
  const auto images = static_cast<double>(batches.images());
  const double terms = static_cast<double>(batches.images() * engine.terms_per_image());
  MeanLoss loss{sums.loss.item<double>() / terms};
  if (!sums.parts.defined()) return loss;
  loss.parts = {sums.parts[0].item<double>() / terms, sums.parts[1].item<double>() / images};
  return loss;
}

std::optional<MeanLoss> evaluate(Autoencoder& model, const Batches& batches, GradientEngine& engine,
                                 const std::function<bool()>& wants_stop) {
  model->eval();
  LossSums sums = no_loss(model, engine);
  for (std::int64_t i = 0; i < batches.count(); ++i) {
    if (i > 0 && wants_stop && wants_stop()) return std::nullopt;
    sums.add(engine.forward({batches, i}), engine);
  }
  return mean(sums, batches, engine);
}

double evaluate(Autoencoder& model, const Batches& batches, const ReconstructionLoss& loss) {
  const auto engine = make_gradient_engine(model, loss, Precision::kFloat32);
  return evaluate(model, batches, *engine, {}).value().loss;
}

}  // namespace codegrid
