#include "train/variational_engine.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>
#include <string>
#include <vector>

#include "model/families.hpp"
#include "support/threads.hpp"
#include "tensor/random.hpp"

namespace codegrid {
namespace {

constexpr double kBeta = 0.7;

// Smooth, so that small steps tell the slope.
ModelOptions dense_shape() {
  ModelOptions model;
  model.hidden = {12};
  model.code = 5;
  model.activation = Activation::kTanh;
  model.code_activation = Activation::kLinear;
  return model;
}

ModelOptions convolutional_shape() {
  ModelOptions model = dense_shape();
  model.kind = ModelKind::kConvolutional;
  model.convolutional = {{3, 4}, 3, Downsampling::kStride, /*batch_norm=*/true, /*dropout=*/0};
  return model;
}

TrainingOptions variational_training() {
  TrainingOptions options;
  options.objective.kind = ObjectiveKind::kVariational;
  options.objective.beta = kBeta;
  return options;
}

at::Generator some_noise() { return make_generator(7, Purpose::kCodeNoise); }

// 40 images of 9 x 10 pixels, in batches of 30.
struct Distributions {
  explicit Distributions(const ModelOptions& shape, LossKind kind = LossKind::kMeanSquaredError)
      : model(variational(make_architecture({1, 9, 10}, shape)),
              make_generator(1, Purpose::kWeights), make_generator(1, Purpose::kDropout)),
        loss(kind, Output::kSigmoid),
        batches(at::randint(0, 256, {40, 1, 9, 10}, make_generator(1, Purpose::kPictures),
                            at::TensorOptions(at::kByte)),
                PixelScale{0, 255}, 30, at::kCPU) {}

  VariationalEngine engine() { return {model, loss, training, some_noise()}; }

  at::Tensor images(std::int64_t index) const {
    const auto [first, last] = batches.range(index);
    at::Tensor images = at::empty({last - first, 1, 9, 10});
    batches.copy(first, last, images);
    return images;
  }

  TrainingOptions training = variational_training();
  Autoencoder model;
  ReconstructionLoss loss;
  Batches batches;
};

// The reconstruction summed over pixels, and the divergence, of codes drawn by `noise`.
std::vector<double> parts_of(Distributions& s, const at::Tensor& seen, const at::Tensor& target,
                             at::Generator noise, LossKind kind) {
  const torch::NoGradGuard no_grad;
  const CodeDistribution codes = s.model->encode_distribution(seen);
  const at::Tensor drawn = at::empty(codes.means.sizes()).normal_(0, 1, std::move(noise));
  const at::Tensor given = s.model->decode(codes.means + (codes.log_variances / 2).exp() * drawn);
  const at::Tensor lost = kind == LossKind::kMeanSquaredError
                              ? (given - target).square()
                              : torch::binary_cross_entropy(given, target, {}, at::Reduction::None);
  const at::Tensor kl =
      (codes.log_variances.exp() + codes.means.square() - 1 - codes.log_variances) / 2;
  return {lost.sum().item<double>(), kl.sum().item<double>()};
}

TEST(VariationalEngine, HasTheLossOfADrawnCodeAndItsDivergence) {
  for (const LossKind kind : {LossKind::kMeanSquaredError, LossKind::kBinaryCrossEntropy}) {
    for (const ModelOptions& shape : {dense_shape(), convolutional_shape()}) {
      Distributions s(shape, kind);
      VariationalEngine engine = s.engine();
      const double found = engine.forward_backward({s.batches, 0}).item<double>();
      const at::Tensor images = s.images(0);
      const std::vector<double> expected = parts_of(s, images, images, some_noise(), kind);
      EXPECT_NEAR(found, expected[0] + kBeta * expected[1], 1e-5 * found);
      EXPECT_NEAR(engine.parts()[0].item<double>(), expected[0], 1e-5 * expected[0]);
      EXPECT_NEAR(engine.parts()[1].item<double>(), expected[1], 1e-5 * expected[1]);
      EXPECT_EQ(engine.terms_per_image(), 90);
    }
  }
}

TEST(VariationalEngine, MayReconstructOtherImagesThanItSaw) {
  Distributions s(dense_shape());
  const at::Tensor seen = s.images(0);
  const at::Tensor clean = seen.flip(3).contiguous();
  const double found = s.engine().forward_backward({seen, clean}).item<double>();
  const std::vector<double> expected =
      parts_of(s, seen, clean, some_noise(), LossKind::kMeanSquaredError);
  EXPECT_NEAR(found, expected[0] + kBeta * expected[1], 1e-5 * found);
}

// Of the mean over a batch's pixels, by small steps along each parameter's gradient.
TEST(VariationalEngine, HasTheSlopeOfItsLoss) {
  Distributions s(convolutional_shape());
  VariationalEngine engine = s.engine();
  engine.forward_backward({s.batches, 0});
  const std::vector<at::Tensor> gradients = engine.gradients();
  const auto loss = [&] { return s.engine().forward_backward({s.batches, 0}).item<double>(); };
  std::size_t i = 0;
  for (const auto& parameter : s.model->named_parameters()) {
    const at::Tensor& gradient = gradients.at(i++);
    const double norm = gradient.norm().item<double>();
    EXPECT_EQ(gradient.strides(), parameter.value().strides());
    if (norm < 1e-5) continue;  // a bias before batch norm moves nothing
    const auto move = [&](double step) {
      const torch::NoGradGuard no_grad;
      at::Tensor(parameter.value()).add_(gradient / norm, step);
    };
    constexpr double kStep = 1e-2;
    move(kStep);
    const double above = loss();
    move(-2 * kStep);
    const double below = loss();
    move(kStep);
    EXPECT_NEAR((above - below) / (2 * kStep * 30 * 90), norm, 0.05 * norm) << parameter.key();
  }
  EXPECT_EQ(i, gradients.size());
}

TEST(VariationalEngine, HasTheGradientsOfAutogradAlone) {
  Distributions s(dense_shape());
  VariationalEngine engine = s.engine();
  engine.forward_backward({s.batches, 0});
  const at::Tensor images = s.images(0);
  const CodeDistribution codes = s.model->encode_distribution(images);
  const at::Tensor noise = at::empty(codes.means.sizes()).normal_(0, 1, some_noise());
  const at::Tensor given = s.model->decode(codes.means + (codes.log_variances / 2).exp() * noise);
  const at::Tensor kl =
      (codes.log_variances.exp() + codes.means.square() - 1 - codes.log_variances).sum() / 2;
  (((given - images).square().sum() + kl * kBeta) / (30.0 * 90)).backward();
  for (std::size_t i = 0; i < engine.gradients().size(); ++i) {
    EXPECT_TRUE(torch::allclose(engine.gradients()[i], s.model->parameters()[i].grad(), 1e-3, 1e-7))
        << s.model->named_parameters().keys()[i];
  }
}

TEST(VariationalEngine, DrawsOtherCodesInEachStep) {
  Distributions s(dense_shape());
  VariationalEngine engine = s.engine();
  const at::Tensor first = engine.forward_backward({s.batches, 0});
  EXPECT_FALSE(torch::equal(first, engine.forward_backward({s.batches, 0})));
}

TEST(VariationalEngine, EvaluatesTheSameCodesEachTimeInAnyOrderOfBatches) {
  Distributions s(convolutional_shape());
  s.model->eval();
  VariationalEngine engine = s.engine();
  const at::Tensor first = engine.forward({s.batches, 0});
  const at::Tensor second = engine.forward({s.batches, 1});
  engine.forward_backward({s.batches, 0});
  EXPECT_TRUE(torch::equal(engine.forward({s.batches, 1}), second));
  EXPECT_TRUE(torch::equal(engine.forward({s.batches, 0}), first));
  VariationalEngine other(s.model, s.loss, s.training, make_generator(99, Purpose::kCodeNoise));
  EXPECT_TRUE(torch::equal(other.forward({s.batches, 0}), first))
      << "the codes of an evaluation depend on the training's generator";
}

TEST(VariationalEngine, AnEvaluationLeavesTheTrainingsGeneratorAlone) {
  Distributions s(dense_shape());
  VariationalEngine engine = s.engine();
  engine.forward({s.batches, 0});
  EXPECT_TRUE(torch::equal(engine.forward_backward({s.batches, 0}),
                           s.engine().forward_backward({s.batches, 0})));
}

TEST(VariationalEngine, SharesItsGeneratorWithWhoGaveIt) {
  Distributions s(dense_shape());
  at::Generator noise = some_noise();
  const at::Tensor before = noise.get_state();
  VariationalEngine engine(s.model, s.loss, s.training, noise);
  EXPECT_EQ(engine.noise(), noise);
  const at::Tensor first = engine.forward_backward({s.batches, 0});
  EXPECT_FALSE(torch::equal(noise.get_state(), before));
  noise.set_state(before);
  EXPECT_TRUE(torch::equal(engine.forward_backward({s.batches, 0}), first));
}

TEST(VariationalEngine, InBfloat16HasNearlyTheSameLossAndGradients) {
  for (const ModelOptions& shape : {dense_shape(), convolutional_shape()}) {
    Distributions s(shape);
    VariationalEngine exact = s.engine();
    s.training.precision = Precision::kBfloat16;
    VariationalEngine rounded = s.engine();
    const double expected = exact.forward_backward({s.batches, 0}).item<double>();
    const double found = rounded.forward_backward({s.batches, 0}).item<double>();
    EXPECT_NE(found, expected);
    EXPECT_NEAR(found, expected, 2e-2 * expected);
    const std::size_t last = exact.gradients().size() - 2;  // the log variances' weight
    const double largest = exact.gradients()[last].abs().max().item<double>();
    EXPECT_TRUE(
        torch::allclose(rounded.gradients()[last], exact.gradients()[last], 0, 0.1 * largest));
    for (const at::Tensor& gradient : rounded.gradients())
      EXPECT_EQ(gradient.scalar_type(), at::kFloat);
  }
}

TEST(VariationalEngine, OfAModelThatHasRunAwayLosesNoNumber) {
  Distributions s(dense_shape());
  {
    const torch::NoGradGuard no_grad;
    s.model->named_parameters()["encoder.dense1.bias"].fill_(NAN);
  }
  EXPECT_TRUE(std::isnan(s.engine().forward_backward({s.batches, 0}).item<double>()));
  EXPECT_TRUE(std::isnan(s.engine().forward({s.batches, 0}).item<double>()));
}

// A log variance of 1000 has no exponential, and yet a gradient that leads back.
TEST(VariationalEngine, OfLargeLogVariancesHasALossAndGradients) {
  Distributions s(dense_shape());
  {
    const torch::NoGradGuard no_grad;
    s.model->named_parameters()["log_variance.dense.bias"].fill_(1000);
  }
  VariationalEngine engine = s.engine();
  EXPECT_TRUE(std::isfinite(engine.forward_backward({s.batches, 0}).item<double>()));
  for (const at::Tensor& gradient : engine.gradients())
    EXPECT_TRUE(gradient.isfinite().all().item<bool>());
  EXPECT_GT(engine.gradients().back().min().item<double>(), 0) << "of the log variances' bias";
}

TEST(VariationalEngine, WantsAVariationalModelAndNoise) {
  Distributions s(dense_shape());
  EXPECT_THROW(VariationalEngine(s.model, s.loss, s.training, {}), c10::Error);
  EXPECT_THROW(VariationalEngine(s.model, s.loss, TrainingOptions{}, some_noise()), c10::Error);
  Autoencoder plain(Shape{1, 9, 10}, dense_shape(), make_generator(1, Purpose::kWeights));
  EXPECT_THROW(VariationalEngine(plain, s.loss, s.training, some_noise()), c10::Error);
}

}  // namespace
}  // namespace codegrid
