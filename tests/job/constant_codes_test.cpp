#include "job/constant_codes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "tensor/random.hpp"

namespace codegrid {
namespace {

ModelOptions with(Activation activation) {
  ModelOptions options;
  options.code = 5;
  options.activation = activation;
  return options;
}

Autoencoder five_values(Activation activation) {
  Autoencoder model(Shape{1, 4, 3}, with(activation), make_generator(1, Purpose::kWeights));
  model->eval();
  return model;
}

at::Tensor& bias_of(Autoencoder& model) { return model->named_parameters()["encoder.dense0.bias"]; }

ConstantCodes of(Autoencoder& model, const at::Tensor& images) {
  return constant_codes(model, {images, {}}, {0, 255}, /*batch_size=*/7, at::kCPU,
                        make_generator(1, Purpose::kPictures));
}

at::Tensor noise(std::int64_t count) {
  return at::randint(0, 256, {count, 1, 4, 3}, make_generator(1, Purpose::kPictures),
                     at::TensorOptions(at::kByte));
}

TEST(ConstantCodes, AreNoneOfAnEncoderThatTellsImagesApart) {
  Autoencoder model = five_values(Activation::kLinear);
  const ConstantCodes found = of(model, noise(300));
  EXPECT_EQ(found.images, 256);
  EXPECT_EQ(found.values, 5);
  EXPECT_EQ(found.constant, 0);
  EXPECT_EQ(warning_of(found, with(Activation::kLinear)), "");
}

TEST(ConstantCodes, AreCountedWhereAUnitIsDead) {
  Autoencoder model = five_values(Activation::kRelu);
  const torch::NoGradGuard no_grad;
  bias_of(model)[1] = -1000;
  bias_of(model)[0] = bias_of(model)[2] = bias_of(model)[3] = bias_of(model)[4] = 1;
  const ConstantCodes found = of(model, noise(40));
  EXPECT_EQ(found.constant, 1);
  EXPECT_EQ(warning_of(found, with(Activation::kRelu)), "");
}

TEST(ConstantCodes, OfUnitsThatHaveDiedAreWorthAWarning) {
  Autoencoder model = five_values(Activation::kRelu);
  const torch::NoGradGuard no_grad;
  bias_of(model).fill_(-1000);
  const ConstantCodes found = of(model, noise(40));
  EXPECT_EQ(found.constant, 5);
  EXPECT_TRUE(found.zero);
  EXPECT_EQ(
      warning_of(found, with(Activation::kRelu)),
      "warning: the code is the same for all of 40 images, every value of it 0: it tells "
      "nothing about them, and neither will clusters of it. Its units have died: a ReLU that is "
      "0 for every image learns no more; train again with a smaller "
      "training.optimizer.learning_rate, or with another model.activation");
}

TEST(ConstantCodes, OfSaturatedUnitsAreWorthAnotherWarning) {
  Autoencoder model = five_values(Activation::kTanh);
  const torch::NoGradGuard no_grad;
  bias_of(model).fill_(1000);
  const ConstantCodes found = of(model, noise(40));
  EXPECT_FALSE(found.zero);
  EXPECT_EQ(warning_of(found, with(Activation::kTanh)),
            "warning: the code is the same for all of 40 images: it tells nothing about them, and "
            "neither will clusters of it. Its units are saturated, or have learned nothing; train "
            "again with a smaller training.optimizer.learning_rate, or with another "
            "model.activation");
}

TEST(ConstantCodes, OfACodeWithAnActivationOfItsOwnNameThatKey) {
  ModelOptions options = with(Activation::kRelu);
  options.code_activation = Activation::kSigmoid;
  const std::string warning = warning_of({40, 5, 5, false}, options);
  EXPECT_THAT(warning, testing::HasSubstr("Its units are saturated, or have learned nothing"));
  EXPECT_THAT(warning, testing::EndsWith("or with another model.code_activation"));
}

TEST(ConstantCodes, AreNotHeldAgainstTheEncoderWhereTheImagesAreAlike) {
  Autoencoder model = five_values(Activation::kLinear);
  EXPECT_EQ(of(model, at::full({9, 1, 4, 3}, 7, at::kByte)).constant, 0);
  EXPECT_EQ(of(model, noise(1)).constant, 0) << "one image";
}

TEST(ConstantCodes, OfAVariationalModelThatTellNothingAreWarnedOf) {
  ObjectiveOptions objective;
  objective.beta = 50;
  EXPECT_EQ(warning_of(LossParts{0.2, 0.0123}, objective),
            "warning: the code tells next to nothing about an image, 0.012 nats (KL divergence), "
            "and neither will clusters of it; train again with a smaller training.objective.beta "
            "(this one is 50), or for more epochs");
  EXPECT_EQ(warning_of(LossParts{0.2, 0.7}, objective), "");
}

}  // namespace
}  // namespace codegrid
