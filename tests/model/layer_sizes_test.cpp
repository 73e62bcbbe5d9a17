#include "model/layer_sizes.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "model/autoencoder.hpp"
#include "model/families.hpp"
#include "tensor/random.hpp"

namespace codegrid {
namespace {

ModelOptions convolutional_options(Downsampling downsampling) {
  ModelOptions options;
  options.kind = ModelKind::kConvolutional;
  options.convolutional = {{3, 5}, 3, downsampling, /*batch_norm=*/true, /*dropout=*/0.5};
  options.hidden = {10, 6};
  options.code = 7;
  return options;
}

TEST(LayerSizes, AreThoseOfTheTensorsThatTheModelMakes) {
  ModelOptions dense;
  dense.hidden = {9, 8};
  for (const ModelOptions& options : {dense, convolutional_options(Downsampling::kPool),
                                      convolutional_options(Downsampling::kPoolEarly),
                                      convolutional_options(Downsampling::kStride)}) {
    const Autoencoder model(Shape{1, 9, 7}, options, make_generator(1, Purpose::kWeights),
                            make_generator(1, Purpose::kDropout));
    std::int64_t expected = 0;
    for (const at::Tensor& parameter : model->parameters()) expected += parameter.numel();
    std::int64_t found = 0;
    for (const LayerSize& layer : layer_sizes(model->architecture())) found += layer.parameters;
    EXPECT_EQ(found, expected);
  }
}

TEST(LayerSizes, AreToldOfModelsThatNoMachineHolds) {
  ModelOptions options;
  options.hidden = {1 << 20};
  options.code = 1 << 20;
  const std::vector<LayerSize> sizes = layer_sizes(dense_architecture({1, 6, 6}, options));
  ASSERT_EQ(sizes.size(), 4U);
  EXPECT_EQ(sizes[1].name, "encoder.dense1");
  EXPECT_EQ(sizes[1].parameters, (std::int64_t{1} << 40) + (1 << 20));
  EXPECT_EQ(sizes[1].output, Shape{1 << 20});
}

TEST(LayerSizes, HaveTheLogVariancesOfAVariationalModel) {
  ModelOptions options = convolutional_options(Downsampling::kPool);
  options.code_activation = Activation::kLinear;
  const Architecture architecture = variational(make_architecture({1, 9, 7}, options));
  const Autoencoder model(architecture, make_generator(1, Purpose::kWeights),
                          make_generator(1, Purpose::kDropout));
  std::int64_t expected = 0;
  for (const at::Tensor& parameter : model->parameters()) expected += parameter.numel();
  std::int64_t found = 0;
  std::int64_t log_variances = 0;
  for (const LayerSize& layer : layer_sizes(architecture)) {
    found += layer.parameters;
    if (layer.name == "log_variance.dense") log_variances = layer.parameters;
  }
  EXPECT_EQ(found, expected);
  EXPECT_EQ(log_variances, 6 * 7 + 7);
}

}  // namespace
}  // namespace codegrid
