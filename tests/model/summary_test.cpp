#include "model/summary.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "model/families.hpp"
#include "tensor/random.hpp"

namespace codegrid {
namespace {

TEST(Summary, ShowsTheArticlesNetwork) {
  EXPECT_EQ(
      summary(Autoencoder(Shape{1, 28, 28}, ModelOptions{}, make_generator(1, Purpose::kWeights))),
      "layer                   output  parameters\n"
      "------------------------------------------\n"
      "image           [N, 1, 28, 28]           0\n"
      "encoder.dense0         [N, 36]      28,260\n"
      "decoder.dense0        [N, 784]      29,008\n"
      "total                               57,268");
}

TEST(Summary, SaysThatAModelIsAnEncoderOnly) {
  const Architecture architecture = encoder_only(make_architecture({1, 28, 28}, {}));
  EXPECT_EQ(summary(Autoencoder(architecture, make_generator(1, Purpose::kWeights),
                                make_generator(1, Purpose::kDropout))),
            "layer                         output  parameters\n"
            "------------------------------------------------\n"
            "image                 [N, 1, 28, 28]           0\n"
            "encoder.dense0               [N, 36]      28,260\n"
            "total (encoder only)                      28,260");
}

TEST(Summary, ShowsEveryLayerOfAConvolutionalNetworkThatShapesOrLearns) {
  ModelOptions options;
  options.kind = ModelKind::kConvolutional;
  options.convolutional.channels = {16, 32};
  options.convolutional.batch_norm = true;
  options.convolutional.dropout = 0.5;
  options.code = 36;
  EXPECT_EQ(summary(Autoencoder(Shape{1, 28, 28}, options, make_generator(1, Purpose::kWeights),
                                make_generator(1, Purpose::kDropout))),
            "layer                          output  parameters\n"
            "-------------------------------------------------\n"
            "image                  [N, 1, 28, 28]           0\n"
            "encoder.convolution0  [N, 16, 28, 28]         160\n"
            "encoder.norm0         [N, 16, 28, 28]          32\n"
            "encoder.pooling0      [N, 16, 14, 14]           0\n"
            "encoder.convolution1  [N, 32, 14, 14]       4,640\n"
            "encoder.norm1         [N, 32, 14, 14]          64\n"
            "encoder.pooling1        [N, 32, 7, 7]           0\n"
            "encoder.dropout             [N, 1568]           0\n"
            "encoder.dense                 [N, 36]      56,484\n"
            "decoder.dense               [N, 1568]      58,016\n"
            "decoder.upsampling1   [N, 32, 14, 14]           0\n"
            "decoder.convolution1  [N, 16, 14, 14]       4,624\n"
            "decoder.norm1         [N, 16, 14, 14]          32\n"
            "decoder.upsampling0   [N, 16, 28, 28]           0\n"
            "decoder.convolution0   [N, 1, 28, 28]         145\n"
            "total                                     124,197");
}

TEST(Summary, ShowsTheLogVariancesOfAVariationalNetworkBesideTheMeans) {
  ModelOptions options;
  options.code_activation = Activation::kLinear;
  const Architecture architecture = variational(make_architecture({1, 28, 28}, options));
  EXPECT_EQ(summary(Autoencoder(architecture, make_generator(1, Purpose::kWeights),
                                make_generator(1, Purpose::kDropout))),
            "layer                       output  parameters\n"
            "----------------------------------------------\n"
            "image               [N, 1, 28, 28]           0\n"
            "encoder.dense0             [N, 36]      28,260\n"
            "log_variance.dense         [N, 36]      28,260\n"
            "decoder.dense0            [N, 784]      29,008\n"
            "total                                   85,528");
}

}  // namespace
}  // namespace codegrid
