#include "model/options.hpp"

#include <gtest/gtest.h>

namespace codegrid {
namespace {

TEST(ModelOptions, TheCodeIsActivatedAsTheOtherLayersUnlessItSaysItsOwn) {
  ModelOptions options;
  for (const Activation activation : {Activation::kRelu, Activation::kTanh}) {
    options.activation = activation;
    options.code_activation.reset();
    EXPECT_EQ(options.activation_of_code(), activation);
    options.code_activation = Activation::kLinear;
    EXPECT_EQ(options.activation_of_code(), Activation::kLinear);
  }
}

}  // namespace
}  // namespace codegrid
