#include "train/autograd_engine.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <string>
#include <vector>

#include "tensor/random.hpp"
#include "train/dense_engine.hpp"

namespace codegrid {
namespace {

constexpr PixelScale kWholeRange{0, 255};

struct LossCase {
  std::string name;
  ModelOptions model;
  LossKind loss = LossKind::kBinaryCrossEntropy;
};

void PrintTo(const LossCase& net, std::ostream* out) { *out << net.name; }

ModelOptions dense_options(std::vector<std::int64_t> hidden, Activation activation, Output output) {
  ModelOptions model;
  model.hidden = std::move(hidden);
  model.code = 5;
  model.activation = activation;
  model.output = output;
  return model;
}

// Every activation with every loss, at three depths.
std::vector<LossCase> every_loss_case() {
  const std::vector<std::pair<std::string, Activation>> activations{
      {"relu", Activation::kRelu},
      {"tanh", Activation::kTanh},
      {"sigmoid", Activation::kSigmoid},
      {"elu", Activation::kElu},
      {"linear", Activation::kLinear}};
  const std::vector<std::vector<std::int64_t>> depths{{}, {12}, {20, 11}};
  std::vector<LossCase> nets;
  for (const auto& [name, activation] : activations) {
    for (const auto& hidden : depths) {
      const std::string start = name + std::to_string(hidden.size());
      nets.push_back({start + "_entropy", dense_options(hidden, activation, Output::kSigmoid)});
      nets.push_back({start + "_squares", dense_options(hidden, activation, Output::kSigmoid),
                      LossKind::kMeanSquaredError});
      nets.push_back({start + "_linear_squares", dense_options(hidden, activation, Output::kLinear),
                      LossKind::kMeanSquaredError});
      nets.push_back({start + "_absolute", dense_options(hidden, activation, Output::kSigmoid),
                      LossKind::kMeanAbsoluteError});
      nets.push_back({start + "_huber", dense_options(hidden, activation, Output::kSigmoid),
                      LossKind::kHuber});
    }
  }
  return nets;
}

struct BothEngines {
  explicit BothEngines(const LossCase& net, std::int64_t images = 300, Shape shape = {1, 7, 5})
      : model(shape, net.model, make_generator(1, Purpose::kWeights),
              make_generator(1, Purpose::kDropout)),
        loss(net.loss, net.model.output),
        batches(at::randint(0, 256, {images, shape[0], shape[1], shape[2]},
                            make_generator(1, Purpose::kPictures), at::TensorOptions(at::kByte)),
                kWholeRange, 200, at::kCPU) {}

  Autoencoder model;
  ReconstructionLoss loss;
  Batches batches;
};

// Relative to the largest of a parameter's gradients.
void expect_near(const std::vector<at::Tensor>& found, const std::vector<at::Tensor>& expected,
                 double tolerance) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    const double largest = expected[i].abs().max().item<double>();
    EXPECT_LE((found[i] - expected[i]).abs().max().item<double>(), tolerance * largest) << i;
  }
}

class EveryLossCase : public testing::TestWithParam<LossCase> {};

TEST_P(EveryLossCase, HasTheLossAndGradientsOfTheDenseEngine) {
  BothEngines s(GetParam());
  AutogradEngine autograd(s.model, s.loss, Precision::kFloat32);
  DenseEngine fast(s.model, s.loss);
  for (const std::int64_t index : {0, 1}) {
    const double expected = autograd.forward_backward({s.batches, index}).item<double>();
    const double found = fast.forward_backward({s.batches, index}).item<double>();
    EXPECT_NEAR(found, expected, 1e-5 * expected);
    EXPECT_NEAR(autograd.forward({s.batches, index}).item<double>(), expected, 1e-6 * expected);
    expect_near(fast.gradients(), autograd.gradients(), 1e-5);
  }
}

TEST_P(EveryLossCase, HasThemOfOtherImagesThanItIsGivenToo) {
  BothEngines s(GetParam());
  AutogradEngine autograd(s.model, s.loss, Precision::kFloat32);
  DenseEngine fast(s.model, s.loss);
  const at::Tensor inputs = at::rand({60, 1, 7, 5}, make_generator(2, Purpose::kPictures));
  const StepImages images(inputs, inputs.flip(0).contiguous());
  const double expected = autograd.forward_backward(images).item<double>();
  EXPECT_NEAR(fast.forward_backward(images).item<double>(), expected, 1e-5 * expected);
  EXPECT_NEAR(autograd.forward(images).item<double>(), expected, 1e-6 * expected);
  EXPECT_NE(autograd.forward({inputs, inputs}).item<double>(), expected);
  expect_near(fast.gradients(), autograd.gradients(), 1e-5);
}

TEST_P(EveryLossCase, HasNearlyThemInBfloat16) {
  BothEngines s(GetParam());
  AutogradEngine autograd(s.model, s.loss, Precision::kBfloat16);
  DenseEngine fast(s.model, s.loss, Precision::kBfloat16);
  const double expected = autograd.forward_backward({s.batches, 0}).item<double>();
  EXPECT_NEAR(fast.forward_backward({s.batches, 0}).item<double>(), expected, 1e-2 * expected);
  expect_near(fast.gradients(), autograd.gradients(), 1e-2);
  for (const at::Tensor& gradient : autograd.gradients())
    EXPECT_EQ(gradient.scalar_type(), at::kFloat);
}

INSTANTIATE_TEST_SUITE_P(Nets, EveryLossCase, testing::ValuesIn(every_loss_case()),
                         [](const auto& net) { return net.param.name; });

LossCase small_convolutional(Downsampling downsampling, bool batch_norm) {
  LossCase net;
  net.model.kind = ModelKind::kConvolutional;
  net.model.code = 5;
  net.model.convolutional = {{3, 4}, 3, downsampling, batch_norm, 0};
  return net;
}

// Of the mean over a batch's pixels, by small steps of one weight.
TEST(AutogradEngine, OfAConvolutionalNetHasTheSlopeOfTheLoss) {
  for (const Downsampling downsampling : {Downsampling::kPool, Downsampling::kStride}) {
    LossCase smooth = small_convolutional(downsampling, false);
    smooth.model.activation = Activation::kTanh;
    BothEngines s(smooth, 20, {3, 9, 10});
    AutogradEngine engine(s.model, s.loss, Precision::kFloat32);
    engine.forward_backward({s.batches, 0});
    const std::vector<at::Tensor> gradients = engine.gradients();
    const torch::NoGradGuard no_grad;
    std::size_t i = 0;
    for (const at::Tensor& parameter : s.model->parameters()) {
      const at::Tensor& gradient = gradients[i++];
      EXPECT_EQ(gradient.strides(), parameter.strides());
      const at::Tensor direction = gradient / gradient.norm();
      constexpr double kStep = 1e-2;
      parameter.add_(direction, kStep);
      const double above = engine.forward({s.batches, 0}).item<double>();
      parameter.add_(direction, -2 * kStep);
      const double below = engine.forward({s.batches, 0}).item<double>();
      parameter.add_(direction, kStep);
      const double slope = (above - below) / (2 * kStep * 20 * 3 * 9 * 10);
      EXPECT_NEAR(slope, gradient.norm().item<double>(), 0.05 * slope);
    }
  }
}

TEST(AutogradEngine, OfAConvolutionalNetHasNearlyTheSameLossAndGradientsInBfloat16) {
  for (const Downsampling downsampling : {Downsampling::kPool, Downsampling::kStride}) {
    LossCase smooth = small_convolutional(downsampling, true);
    smooth.model.activation = Activation::kTanh;  // relus and pools near a tie would choose anew
    BothEngines s(smooth, 60, {3, 9, 10});
    AutogradEngine exact(s.model, s.loss, Precision::kFloat32);
    AutogradEngine rounded(s.model, s.loss, Precision::kBfloat16);
    const double expected = exact.forward_backward({s.batches, 0}).item<double>();
    const double found = rounded.forward_backward({s.batches, 0}).item<double>();
    EXPECT_NE(found, expected);
    EXPECT_NEAR(found, expected, 1e-2 * expected);
    const at::Tensor last = exact.gradients().back();  // of the decoder's last bias
    EXPECT_TRUE(torch::allclose(rounded.gradients().back(), last, 0.05, 1e-4));
    for (const at::Tensor& gradient : rounded.gradients())
      EXPECT_EQ(gradient.scalar_type(), at::kFloat);
  }
}

TEST(AutogradEngine, MovesRunningMeansInForwardBackwardOfATrainingModelOnly) {
  BothEngines s(small_convolutional(Downsampling::kPool, true), 20, {3, 9, 10});
  AutogradEngine engine(s.model, s.loss, Precision::kFloat32);
  const at::Tensor mean = s.model->named_buffers()["encoder.norm0.mean"];
  s.model->eval();
  engine.forward({s.batches, 0});
  EXPECT_EQ(mean.abs().max().item<double>(), 0);
  s.model->train();
  engine.forward_backward({s.batches, 0});
  EXPECT_GT(mean.abs().max().item<double>(), 0);
}

}  // namespace
}  // namespace codegrid
