#include "model/families.hpp"

#include <gtest/gtest.h>

#include "support/fixtures.hpp"

namespace codegrid {
namespace {

TEST(Families, AreMadeByKind) {
  ModelOptions options;
  EXPECT_EQ(make_architecture({1, 8, 8}, options).encoder.size(), 3U);  // flatten, dense, relu
  options.kind = ModelKind::kConvolutional;
  EXPECT_EQ(make_architecture({1, 8, 8}, options).encoder[1].name, "convolution0");
}

TEST(Families, BatchesOfOneImageAreRefusedWithBatchNormOnly) {
  ModelOptions options;
  options.kind = ModelKind::kConvolutional;
  options.convolutional.channels = {4};
  EXPECT_NO_THROW(require_batches_for(make_architecture({1, 8, 8}, options), 61, 20));
  options.convolutional.batch_norm = true;
  const Architecture normed = make_architecture({1, 8, 8}, options);
  EXPECT_NO_THROW(require_batches_for(normed, 60, 20));
  EXPECT_NO_THROW(require_batches_for(normed, 7, 20));
  EXPECT_EQ(std::string(error_of([&] { require_batches_for(normed, 61, 20); }).what()),
            "training.batch_size: found 20, which leaves a last batch of one of 61 images; "
            "\"model.batch_norm\": true needs batches of 2 images or more: choose another size, or "
            "no batch norm");
  EXPECT_EQ(std::string(error_of([&] { require_batches_for(normed, 60, 1); }).what()),
            "training.batch_size: found 1; \"model.batch_norm\": true needs batches of 2 images "
            "or more: choose another size, or no batch norm");
}

}  // namespace
}  // namespace codegrid
