#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "model/autoencoder.hpp"
#include "model/families.hpp"
#include "support/fixtures.hpp"
#include "tensor/random.hpp"

namespace codegrid {
namespace {

using testing::ElementsAre;

ModelOptions options_of(std::vector<std::int64_t> channels, Downsampling downsampling) {
  ModelOptions options;
  options.kind = ModelKind::kConvolutional;
  options.code = 6;
  options.convolutional.channels = std::move(channels);
  options.convolutional.downsampling = downsampling;
  return options;
}

Autoencoder make(const Shape& image_shape, const ModelOptions& options) {
  return Autoencoder(image_shape, options, make_generator(1, Purpose::kWeights),
                     make_generator(1, Purpose::kDropout));
}

TEST(Convolutional, MirrorsImagesOfAnySizeAndChannelsExactly) {
  for (const Downsampling downsampling :
       {Downsampling::kPool, Downsampling::kPoolEarly, Downsampling::kStride}) {
    for (const Shape& shape :
         {Shape{1, 28, 28}, Shape{3, 9, 14}, Shape{3, 13, 7}, Shape{2, 8, 31}}) {
      ModelOptions options = options_of({4, 5}, downsampling);
      options.hidden = {11, 7};
      options.convolutional.batch_norm = true;
      options.convolutional.dropout = 0.2;
      Autoencoder model = make(shape, options);
      const at::Tensor images = torch::rand({3, shape[0], shape[1], shape[2]});
      const AutoencoderOutput output = model->forward(images);
      EXPECT_EQ(output.code.sizes(), (Shape{3, 6}));
      EXPECT_EQ(output.logits.sizes(), (Shape{3, shape[0] * shape[1] * shape[2]}));
      model->eval();
      EXPECT_EQ(model->decode(model->encode(images)).sizes(), images.sizes());
      EXPECT_TRUE(torch::equal(model->encode(images), model->encode(images.flatten(1))));
    }
  }
}

std::vector<std::string> names_of(const Layers& layers) {
  std::vector<std::string> names;
  for (const NamedLayer& named : layers) names.push_back(named.name);
  return names;
}

TEST(Convolutional, PutsItsHiddenLayersBetweenTheLastLevelAndTheCode) {
  ModelOptions options = options_of({4}, Downsampling::kPool);
  options.hidden = {11, 7};
  options.convolutional.batch_norm = true;
  options.convolutional.dropout = 0.1;
  const Architecture architecture = make_architecture({1, 8, 6}, options);
  EXPECT_THAT(names_of(architecture.encoder),
              ElementsAre("image", "convolution0", "norm0", "activation0", "pooling0", "flatten",
                          "hidden0", "hidden_norm0", "hidden_activation0", "hidden1",
                          "hidden_norm1", "hidden_activation1", "dropout", "dense", "code"));
  EXPECT_THAT(names_of(architecture.decoder),
              ElementsAre("hidden1", "hidden_norm1", "hidden_activation1", "hidden0",
                          "hidden_norm0", "hidden_activation0", "dense", "activation", "reshape",
                          "upsampling0", "convolution0", "flatten"));
  const auto parameters = make({1, 8, 6}, options)->named_parameters();
  EXPECT_EQ(parameters["encoder.hidden0.weight"].sizes(), (Shape{11, 4 * 4 * 3}));
  EXPECT_EQ(parameters["encoder.hidden1.weight"].sizes(), (Shape{7, 11}));
  EXPECT_EQ(parameters["encoder.dense.weight"].sizes(), (Shape{6, 7}));
  EXPECT_EQ(parameters["decoder.hidden1.weight"].sizes(), (Shape{7, 6}));
  EXPECT_EQ(parameters["decoder.hidden0.weight"].sizes(), (Shape{11, 7}));
  EXPECT_EQ(parameters["decoder.dense.weight"].sizes(), (Shape{4 * 4 * 3, 11}));
}

TEST(Convolutional, WithoutHiddenLayersKeepsTheNamesOfItsParameters) {
  const auto parameters = make({1, 8, 6}, options_of({4}, Downsampling::kPool))->named_parameters();
  EXPECT_THAT(parameters.keys(),
              ElementsAre("encoder.convolution0.weight", "encoder.convolution0.bias",
                          "encoder.dense.weight", "encoder.dense.bias", "decoder.dense.weight",
                          "decoder.dense.bias", "decoder.convolution0.weight",
                          "decoder.convolution0.bias"));
}

TEST(Convolutional, PoolsEarlyBeforeNormAndActivation) {
  ModelOptions options = options_of({4, 5}, Downsampling::kPoolEarly);
  options.convolutional.batch_norm = true;
  const Architecture architecture = make_architecture({1, 8, 12}, options);
  EXPECT_THAT(
      names_of(architecture.encoder),
      ElementsAre("image", "convolution0", "pooling0", "norm0", "activation0", "convolution1",
                  "pooling1", "norm1", "activation1", "flatten", "dense", "code"));
}

// A ReLU and a maximum may change places.
TEST(Convolutional, PoolingEarlyIsTheSameFunctionWithoutBatchNorm) {
  Autoencoder late = make({3, 9, 14}, options_of({4, 5}, Downsampling::kPool));
  Autoencoder early = make({3, 9, 14}, options_of({4, 5}, Downsampling::kPoolEarly));
  const at::Tensor images = torch::rand({3, 3, 9, 14});
  EXPECT_TRUE(torch::equal(late->forward(images).logits, early->forward(images).logits));
}

TEST(Convolutional, ActivatesItsCodeByTheCodesOwnActivation) {
  ModelOptions options = options_of({4}, Downsampling::kPool);
  options.code_activation = Activation::kLinear;
  const at::Tensor images = torch::rand({50, 1, 8, 6});
  EXPECT_LT(make({1, 8, 6}, options)->encode(images).min().item<float>(), 0);
}

// Were the channels of a code's numbers or of logits mixed up, moving a batch to another layout in
// memory would change them.
TEST(Convolutional, GivesTheSameWhateverTheLayoutOfItsImages) {
  Autoencoder model = make({3, 9, 14}, options_of({4, 5}, Downsampling::kPool));
  model->eval();
  const at::Tensor images = torch::rand({3, 3, 9, 14});
  const at::Tensor other = images.contiguous(at::MemoryFormat::ChannelsLast);
  EXPECT_TRUE(torch::allclose(model->encode(images), model->encode(other)));
  EXPECT_TRUE(torch::allclose(model->forward(images).logits, model->forward(other).logits));
}

std::string refusal(const Shape& shape, const ModelOptions& options) {
  const Error error = error_of([&] { make_architecture(shape, options); });
  EXPECT_EQ(error.code(), ExitCode::kUsage);
  return error.what();
}

TEST(Convolutional, NamesTheKeyThatDoesNotFitTheImages) {
  const auto pooled = options_of({4, 4, 4, 4}, Downsampling::kPool);
  ModelOptions small = pooled;
  small.convolutional.kernel = 1;
  EXPECT_EQ(refusal({1, 9, 30}, small),
            "model.channels: found 4 levels, but level 4 sees 1 x 3 pixels of images of 9 x 30, "
            "and a level needs 2 x 2 to halve; expected at most 3");
  EXPECT_EQ(refusal({1, 9, 30}, pooled),
            "model.kernel: found 3, but level 3 sees 2 x 7 pixels of images of 9 x 30; expected "
            "at most 1, or fewer levels in model.channels");
  ModelOptions large = options_of({4}, Downsampling::kStride);
  large.convolutional.kernel = 11;
  EXPECT_EQ(refusal({1, 9, 30}, large),
            "model.kernel: found 11, but level 1 sees 9 x 30 pixels of images of 9 x 30; expected "
            "at most 9");
}

}  // namespace
}  // namespace codegrid
