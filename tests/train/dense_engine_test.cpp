#include "train/dense_engine.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <string>
#include <vector>

#include "support/threads.hpp"
#include "tensor/random.hpp"

namespace codegrid {
namespace {

constexpr PixelScale kAllBytes{0, 255};

struct Net {
  std::string name;
  ModelOptions model;
  LossKind loss;
};

Net make_net(const std::string& name, std::vector<std::int64_t> hidden, Activation activation,
             Output output, LossKind loss) {
  ModelOptions model;
  model.hidden = std::move(hidden);
  model.code = 5;
  model.activation = activation;
  model.output = output;
  return {name, model, loss};
}

Net with_code_activation(Net net, Activation activation) {
  net.model.code_activation = activation;
  return net;
}

std::vector<Net> every_net() {
  constexpr auto kSigmoid = Output::kSigmoid;
  constexpr auto kEntropy = LossKind::kBinaryCrossEntropy;
  constexpr auto kSquares = LossKind::kMeanSquaredError;
  return {make_net("relu", {}, Activation::kRelu, kSigmoid, kEntropy),
          make_net("relu_deep", {20, 11}, Activation::kRelu, kSigmoid, kEntropy),
          make_net("tanh", {12}, Activation::kTanh, kSigmoid, kEntropy),
          make_net("sigmoid", {12}, Activation::kSigmoid, kSigmoid, kSquares),
          make_net("elu", {12}, Activation::kElu, Output::kLinear, kSquares),
          make_net("linear", {12}, Activation::kLinear, Output::kLinear, kSquares),
          make_net("absolute", {12}, Activation::kTanh, kSigmoid, LossKind::kMeanAbsoluteError),
          make_net("huber", {12}, Activation::kTanh, Output::kLinear, LossKind::kHuber),
          with_code_activation(make_net("code", {12}, Activation::kRelu, kSigmoid, kEntropy),
                               Activation::kLinear)};
}

void PrintTo(const Net& c, std::ostream* out) { *out << c.name; }

// 7 x 5 pixels: no multiple of a processor's lanes. 1300 images in batches of 1200: parts of
// several slabs, and one batch that is smaller.
struct Setting {
  explicit Setting(const Net& c)
      : model(std::vector<std::int64_t>{1, 7, 5}, c.model, make_generator(1, Purpose::kWeights)),
        loss(c.loss, c.model.output),
        batches(at::randint(0, 256, {1300, 1, 7, 5}, make_generator(1, Purpose::kPictures),
                            at::TensorOptions(at::kByte)),
                kAllBytes, 1200, at::kCPU) {
    batches.shuffle(make_generator(1, Purpose::kShuffle));
  }

  at::Tensor batch(std::int64_t index) const {
    const auto [begin, end] = batches.range(index);
    at::Tensor images = at::empty({end - begin, 35});
    batches.copy(begin, end, images);
    return images;
  }

  Autoencoder model;
  ReconstructionLoss loss;
  Batches batches;
};

// By LibTorch's own loss and autograd.
double expect_gradients_of_autograd(Setting& s, const Net& c, const StepImages::Rows& images,
                                    const std::vector<at::Tensor>& gradients) {
  s.model->zero_grad();
  const at::Tensor logits = s.model->forward(images.inputs).logits;
  const at::Tensor outputs = c.model.output == Output::kSigmoid ? logits.sigmoid() : logits;
  const auto mean_loss = [&] {
    switch (c.loss) {
      case LossKind::kBinaryCrossEntropy:
        return at::binary_cross_entropy_with_logits(logits, images.targets);
      case LossKind::kMeanSquaredError:
        return at::mse_loss(outputs, images.targets);
      case LossKind::kMeanAbsoluteError:
        return at::l1_loss(outputs, images.targets);
      case LossKind::kHuber:
        return at::huber_loss(outputs, images.targets, at::Reduction::Mean, kHuberDelta);
    }
    return at::Tensor();
  };
  const at::Tensor mean = mean_loss();
  mean.backward();
  const auto parameters = s.model->named_parameters();
  EXPECT_EQ(gradients.size(), parameters.size());
  for (std::size_t i = 0; i < gradients.size(); ++i) {
    const at::Tensor expected = parameters[i].value().grad();
    const double largest = expected.abs().max().item<double>();
    EXPECT_TRUE(torch::allclose(gradients[i], expected, 1e-4, 1e-5 * largest))
        << parameters[i].key();
  }
  return mean.item<double>();
}

double expect_gradients_of_autograd(Setting& s, const Net& c, const at::Tensor& images,
                                    const std::vector<at::Tensor>& gradients) {
  return expect_gradients_of_autograd(s, c, StepImages::Rows{images, images}, gradients);
}

class EveryDenseModel : public testing::TestWithParam<Net> {};

TEST_P(EveryDenseModel, HasTheLossAndGradientsOfAutograd) {
  Setting s(GetParam());
  DenseEngine engine(s.model, s.loss);
  for (const std::int64_t index : {0, 1, 0}) {  // a smaller batch leaves nothing behind
    const at::Tensor images = s.batch(index);
    const double sum = engine.forward_backward({s.batches, index}).item<double>();
    const double mean = expect_gradients_of_autograd(s, GetParam(), images, engine.gradients());
    EXPECT_NEAR(sum / static_cast<double>(images.numel()), mean, 1e-5 * mean);
    EXPECT_EQ(engine.forward({s.batches, index}).item<double>(), sum);
  }
}

TEST_P(EveryDenseModel, LearnsToGiveWhatShouldComeOutOfWhatGoesIn) {
  Setting s(GetParam());
  DenseEngine engine(s.model, s.loss);
  const at::Tensor inputs = s.batch(0);
  const at::Tensor targets = inputs.flip(0).contiguous();
  const double sum = engine.forward_backward({inputs, targets}).item<double>();
  const double mean =
      expect_gradients_of_autograd(s, GetParam(), {inputs, targets}, engine.gradients());
  EXPECT_NEAR(sum / static_cast<double>(inputs.numel()), mean, 1e-5 * mean);
  EXPECT_EQ(engine.forward({inputs, targets}).item<double>(), sum);
}

TEST_P(EveryDenseModel, GivesTheSameBitsForImagesThatAreThereAlready) {
  for (const Precision precision : {Precision::kFloat32, Precision::kBfloat16}) {
    Setting s(GetParam());
    DenseEngine copying(s.model, s.loss, precision);
    DenseEngine reading(s.model, s.loss, precision);
    const at::Tensor images = s.batch(0);
    const at::Tensor same = images.clone();
    EXPECT_TRUE(torch::equal(copying.forward_backward({s.batches, 0}),
                             reading.forward_backward({images, same})));
    for (std::size_t i = 0; i < copying.gradients().size(); ++i)
      EXPECT_TRUE(torch::equal(copying.gradients()[i], reading.gradients()[i]));
    EXPECT_TRUE(torch::equal(images, same)) << "they are not written to";
  }
}

TEST_P(EveryDenseModel, GivesTheSameBitsAgain) {
  Setting s(GetParam());
  DenseEngine one(s.model, s.loss);
  DenseEngine two(s.model, s.loss);
  two.forward_backward({s.batches, 1});
  EXPECT_TRUE(
      torch::equal(one.forward_backward({s.batches, 0}), two.forward_backward({s.batches, 0})));
  for (std::size_t i = 0; i < one.gradients().size(); ++i)
    EXPECT_TRUE(torch::equal(one.gradients()[i], two.gradients()[i]));
}

// bfloat16 has 8 bits: each product's operands and result are off by up to 1/256 of themselves. In
// a deep model of relus some that are near 0 open or close by it.
TEST_P(EveryDenseModel, InBfloat16HasNearlyTheSameLossAndGradients) {
  const double tolerance = GetParam().name == "relu_deep" ? 0.15 : 0.015;  // half of it was seen
  Setting s(GetParam());
  DenseEngine exact(s.model, s.loss);
  DenseEngine rounded(s.model, s.loss, Precision::kBfloat16);
  for (const std::int64_t index : {0, 1, 0}) {  // a smaller batch leaves nothing behind
    const double expected = exact.forward_backward({s.batches, index}).item<double>();
    const double found = rounded.forward_backward({s.batches, index}).item<double>();
    EXPECT_NE(found, expected);
    EXPECT_NEAR(found, expected, 2e-3 * expected);
    EXPECT_EQ(rounded.forward({s.batches, index}).item<double>(), found);
    for (std::size_t i = 0; i < exact.gradients().size(); ++i) {
      const at::Tensor& gradient = rounded.gradients()[i];
      EXPECT_EQ(gradient.scalar_type(), at::kFloat);
      const double largest = exact.gradients()[i].abs().max().item<double>();
      EXPECT_TRUE(torch::allclose(gradient, exact.gradients()[i], 0, tolerance * largest)) << i;
    }
  }
}

TEST_P(EveryDenseModel, InBfloat16TakesTheWeightsAsTheyAreInEachStep) {
  Setting s(GetParam());
  DenseEngine rounded(s.model, s.loss, Precision::kBfloat16);
  rounded.forward_backward({s.batches, 1});
  const torch::NoGradGuard no_grad;
  for (const auto& parameter : s.model->parameters()) parameter.mul_(2);
  DenseEngine fresh(s.model, s.loss, Precision::kBfloat16);
  EXPECT_TRUE(torch::equal(rounded.forward_backward({s.batches, 1}),
                           fresh.forward_backward({s.batches, 1})));
  for (std::size_t i = 0; i < fresh.gradients().size(); ++i)
    EXPECT_TRUE(torch::equal(rounded.gradients()[i], fresh.gradients()[i]));
}

INSTANTIATE_TEST_SUITE_P(Models, EveryDenseModel, testing::ValuesIn(every_net()),
                         [](const auto& net) { return net.param.name; });

// More parameters than threads keep gradients of their own for.
TEST(DenseEngine, OfALargeModelHasTheGradientsOfAutograd) {
  const Net c = make_net("large", {1500, 700}, Activation::kRelu, Output::kSigmoid,
                         LossKind::kBinaryCrossEntropy);
  Setting s(c);
  DenseEngine engine(s.model, s.loss);
  const double sum = engine.forward_backward({s.batches, 0}).item<double>();
  const double mean = expect_gradients_of_autograd(s, c, s.batch(0), engine.gradients());
  EXPECT_NEAR(sum / (1200.0 * 35), mean, 1e-5 * mean);
}

TEST(DenseEngine, SharesABatchAmongAnyNumberOfThreads) {
  const Net c = every_net()[1];
  for (const int threads : {1, 2, 3, 7, 61}) {
    const ThreadsFor these(threads);
    Setting s(c);
    DenseEngine engine(s.model, s.loss);
    const double sum = engine.forward_backward({s.batches, 0}).item<double>();
    const double mean = expect_gradients_of_autograd(s, c, s.batch(0), engine.gradients());
    EXPECT_NEAR(sum / (1200.0 * 35), mean, 1e-5 * mean) << threads;
  }
}

}  // namespace
}  // namespace codegrid
