#include "model/autoencoder.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "model/families.hpp"
#include "tensor/random.hpp"

namespace codegrid {
namespace {

Autoencoder make(const ModelOptions& options, std::uint64_t seed = 1,
                 std::vector<std::int64_t> shape = {1, 4, 5}) {
  return Autoencoder(std::move(shape), options, make_generator(seed, Purpose::kWeights));
}

TEST(Autoencoder, GivesCodesAndReconstructionsOfTheRightShape) {
  ModelOptions options;
  options.hidden = {16, 8};
  options.code = 3;
  Autoencoder model = make(options, 1, {3, 4, 5});
  const torch::Tensor images = torch::rand({7, 3, 4, 5});
  EXPECT_EQ(model->encode(images).sizes(), (std::vector<std::int64_t>{7, 3}));
  const torch::Tensor reconstruction = model->decode(model->encode(images));
  EXPECT_EQ(reconstruction.sizes(), images.sizes());
  EXPECT_GE(reconstruction.min().item<float>(), 0);
  EXPECT_LE(reconstruction.max().item<float>(), 1);
  EXPECT_EQ(model->forward(images).logits.sizes(), (std::vector<std::int64_t>{7, 60}));
}

TEST(Autoencoder, TakesFlatImagesAsWellAsShapedOnes) {
  Autoencoder model = make({});
  const torch::Tensor images = torch::rand({3, 1, 4, 5});
  EXPECT_TRUE(torch::equal(model->encode(images), model->encode(images.view({3, 20}))));
}

TEST(Autoencoder, DecoderMirrorsTheEncoder) {
  ModelOptions options;
  options.hidden = {16, 8};
  options.code = 3;
  Autoencoder model = make(options);
  const auto parameters = model->named_parameters();
  for (int i = 0; i < 3; ++i) {
    const auto encoder = parameters["encoder.dense" + std::to_string(i) + ".weight"];
    const auto decoder = parameters["decoder.dense" + std::to_string(2 - i) + ".weight"];
    EXPECT_EQ(encoder.sizes(), decoder.t().sizes());
  }
  EXPECT_EQ(parameters.size(), 12U);
}

TEST(Autoencoder, SigmoidOfTheLogitsIsTheReconstruction) {
  Autoencoder model = make({});
  const torch::Tensor images = torch::rand({3, 1, 4, 5});
  AutoencoderOutput output = model->forward(images);
  EXPECT_TRUE(torch::equal(output.code, model->encode(images)));
  EXPECT_TRUE(
      torch::equal(torch::sigmoid(output.logits).view({3, 1, 4, 5}), model->decode(output.code)));
  ModelOptions linear;
  linear.output = Output::kLinear;
  Autoencoder other = make(linear);
  output = other->forward(images);
  EXPECT_TRUE(torch::equal(output.logits.view({3, 1, 4, 5}), other->decode(output.code)));
}

TEST(Autoencoder, ActivatesTheCode) {
  const torch::Tensor images = torch::rand({50, 1, 4, 5});
  ModelOptions options;
  EXPECT_GE(make(options)->encode(images).min().item<float>(), 0);
  options.activation = Activation::kTanh;
  EXPECT_LT(make(options)->encode(images).abs().max().item<float>(), 1);
  options.activation = Activation::kLinear;
  EXPECT_LT(make(options)->encode(images).min().item<float>(), 0);
}

TEST(Autoencoder, WithoutADecoderGivesCodesOnly) {
  const Architecture whole = make_architecture({1, 4, 5}, {});
  Autoencoder model(encoder_only(whole), make_generator(1, Purpose::kWeights),
                    make_generator(1, Purpose::kDropout));
  Autoencoder with_decoder = make({});
  EXPECT_FALSE(model->has_decoder());
  EXPECT_TRUE(with_decoder->has_decoder());
  const torch::Tensor images = torch::rand({3, 1, 4, 5});
  const AutoencoderOutput output = model->forward(images);
  EXPECT_FALSE(output.logits.defined());
  EXPECT_TRUE(torch::equal(output.code, with_decoder->encode(images))) << "other first weights";
  EXPECT_EQ(model->named_parameters().keys(),
            (std::vector<std::string>{"encoder.dense0.weight", "encoder.dense0.bias"}));
  EXPECT_THROW(model->decode(output.code), c10::Error);
}

// Of a dense model and of a convolutional one whose batch norm and dropout are passed once.
TEST(Autoencoder, ThatIsVariationalGivesDistributionsWhoseMeansAreTheCodes) {
  ModelOptions options;
  options.hidden = {6};
  options.code = 3;
  options.code_activation = Activation::kLinear;
  options.convolutional = {{2}, 3, Downsampling::kPool, /*batch_norm=*/true, /*dropout=*/0.5};
  for (const ModelKind kind : {ModelKind::kDense, ModelKind::kConvolutional}) {
    options.kind = kind;
    const Architecture plain = make_architecture({1, 4, 5}, options);
    const auto with = [](const Architecture& architecture) {
      Autoencoder model(architecture, make_generator(1, Purpose::kWeights),
                        make_generator(1, Purpose::kDropout));
      model->eval();
      return model;
    };
    Autoencoder model = with(variational(plain));
    EXPECT_TRUE(model->is_variational());
    EXPECT_EQ(model->code_size(), 3);
    const torch::Tensor images = torch::rand({7, 1, 4, 5});
    const CodeDistribution codes = model->encode_distribution(images);
    EXPECT_TRUE(torch::equal(codes.means, model->encode(images)));
    EXPECT_TRUE(torch::equal(codes.means, with(plain)->encode(images))) << "other first weights";
    EXPECT_EQ(codes.log_variances.sizes(), codes.means.sizes());
    EXPECT_FALSE(torch::equal(codes.log_variances, codes.means));
    EXPECT_TRUE(torch::equal(model->forward(images).logits, with(plain)->forward(images).logits));
    EXPECT_EQ(model->named_parameters()["log_variance.dense.weight"].sizes(),
              (std::vector<std::int64_t>{3, 6}));
    EXPECT_FALSE(with(plain)->is_variational());
    EXPECT_THROW(with(plain)->encode_distribution(images), c10::Error);
  }
}

TEST(Autoencoder, StartsWithGlorotUniformWeightsAndZeroBiases) {
  ModelOptions options;
  options.code = 40;
  Autoencoder model = make(options, 1, {1, 30, 30});
  const torch::Tensor weight = model->named_parameters()["encoder.dense0.weight"].detach();
  const double limit = std::sqrt(6.0 / (900 + 40));
  EXPECT_LE(weight.abs().max().item<double>(), limit);
  EXPECT_GT(weight.abs().max().item<double>(), 0.99 * limit);
  EXPECT_NEAR(weight.mean().item<double>(), 0, 0.01 * limit);
  EXPECT_NEAR(weight.std().item<double>(), limit / std::sqrt(3.0), 0.01 * limit);
  EXPECT_EQ(model->named_parameters()["encoder.dense0.bias"].detach().abs().max().item<float>(), 0);
}

TEST(Autoencoder, SameSeedGivesTheSameWeightsWhateverElseWasDrawn) {
  Autoencoder first = make({}, 5);
  torch::rand({100});
  Autoencoder second = make({}, 5);
  Autoencoder other = make({}, 6);
  for (std::size_t i = 0; i < first->parameters().size(); i += 2) {
    EXPECT_TRUE(torch::equal(first->parameters()[i], second->parameters()[i]));
    EXPECT_FALSE(torch::equal(first->parameters()[i], other->parameters()[i]));
  }
}

}  // namespace
}  // namespace codegrid
