#include "model/families.hpp"

#include <c10/util/Exception.h>
#include <gtest/gtest.h>

#include <string>
#include <variant>

#include "support/fixtures.hpp"

namespace codegrid {
namespace {

TEST(Families, AreMadeByKind) {
  ModelOptions options;
  EXPECT_EQ(make_architecture({1, 8, 8}, options).encoder.size(), 3U);  // flatten, dense, relu
  options.kind = ModelKind::kConvolutional;
  EXPECT_EQ(make_architecture({1, 8, 8}, options).encoder[1].name, "convolution0");
}

TEST(Families, AnEncoderAloneHasNoDecoder) {
  const Architecture architecture = encoder_only(make_architecture({1, 8, 8}, {}));
  EXPECT_EQ(architecture.encoder.size(), 3U);
  EXPECT_TRUE(architecture.decoder.empty());
}

TEST(Families, OneImageAtATimeIsRefusedWithBatchNormOnly) {
  ModelOptions options;
  options.kind = ModelKind::kConvolutional;
  options.convolutional.channels = {4};
  const Architecture plain = make_architecture({1, 8, 8}, options);
  EXPECT_FALSE(has_batch_norm(plain));
  EXPECT_NO_THROW(require_batches_for(plain, 60, 1));
  EXPECT_NO_THROW(require_batches_for(plain, 1, 20));
  options.convolutional.batch_norm = true;
  const Architecture normed = make_architecture({1, 8, 8}, options);
  EXPECT_TRUE(has_batch_norm(normed));
  EXPECT_NO_THROW(require_batches_for(normed, 60, 20));
  EXPECT_NO_THROW(require_batches_for(normed, 7, 20));
  EXPECT_NO_THROW(require_batches_for(normed, 61, 20)) << "the last one joins the batch before it";
  EXPECT_EQ(std::string(error_of([&] { require_batches_for(normed, 1, 20); }).what()),
            "model.batch_norm: found true, with one image to train on; batch norm needs batches of "
            "2 images or more: train on more images, or without batch norm");
  EXPECT_EQ(std::string(error_of([&] { require_batches_for(normed, 60, 1); }).what()),
            "training.batch_size: found 1; \"model.batch_norm\": true needs batches of 2 images "
            "or more: choose another size, or no batch norm");
}

TEST(Families, AVariationalModelHasLogVariancesBesideItsMeans) {
  ModelOptions options;
  options.hidden = {9};
  options.code = 4;
  options.code_activation = Activation::kLinear;
  for (const ModelKind kind : {ModelKind::kDense, ModelKind::kConvolutional}) {
    options.kind = kind;
    const Architecture plain = make_architecture({1, 8, 8}, options);
    const Architecture architecture = variational(plain);
    EXPECT_EQ(architecture.encoder.size(), plain.encoder.size());
    EXPECT_EQ(architecture.decoder.size(), plain.decoder.size());
    ASSERT_EQ(architecture.log_variance.size(), 1U);
    const auto& dense = std::get<Dense>(architecture.log_variance[0].layer);
    EXPECT_EQ(dense.inputs, 9);
    EXPECT_EQ(dense.outputs, 4);
  }
}

TEST(Families, AVariationalModelHasADecoderAndMeansOfAnySign) {
  ModelOptions options;
  EXPECT_THROW(variational(make_architecture({1, 8, 8}, options)), c10::Error);
  options.code_activation = Activation::kLinear;
  EXPECT_NO_THROW(variational(make_architecture({1, 8, 8}, options)));
  EXPECT_THROW(variational(encoder_only(make_architecture({1, 8, 8}, options))), c10::Error);
}

}  // namespace
}  // namespace codegrid
