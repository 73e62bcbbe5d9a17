#include "model/layers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "model/layer_stack.hpp"

namespace codegrid {
namespace {

struct Case {
  std::string name;
  Layer layer;
  Shape input;
  Shape output;
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

std::vector<Case> every_layer() {
  return {{"dense", Dense{7, 3}, {7}, {3}},
          {"convolution", Convolution{2, 5, 3}, {2, 7, 6}, {5, 7, 6}},
          {"kernel_of_1", Convolution{2, 5, 1}, {2, 7, 6}, {5, 7, 6}},
          {"stride", Convolution{2, 5, 5, 2}, {2, 7, 6}, {5, 4, 3}},
          {"stride_of_3", Convolution{2, 5, 3, 3}, {2, 8, 9}, {5, 3, 3}},
          {"transposed", TransposedConvolution{5, 2, 5, 2, 7, 6}, {5, 4, 3}, {2, 7, 6}},
          {"transposed_by_3", TransposedConvolution{5, 2, 3, 3, 8, 9}, {5, 3, 3}, {2, 8, 9}},
          {"pooling", MaxPooling{2}, {2, 7, 6}, {2, 3, 3}},
          {"upsampling", Upsampling{7, 6}, {2, 3, 3}, {2, 7, 6}},
          {"norm", BatchNorm{2}, {2, 3, 3}, {2, 3, 3}},
          {"flat_norm", BatchNorm{5}, {5}, {5}},
          {"dropout", Dropout{0.5}, {8}, {8}},
          {"activation", Activate{Activation::kElu}, {2, 3, 3}, {2, 3, 3}},
          {"flatten", Flatten{}, {2, 3, 4}, {24}},
          {"reshape", Reshape{{2, 3, 4}}, {24}, {2, 3, 4}}};
}

class EveryLayer : public testing::TestWithParam<Case> {};

TEST_P(EveryLayer, ComputesWhatItsShapeSays) {
  const Case& c = GetParam();
  EXPECT_EQ(output_shape(c.layer, c.input), c.output);
  Shape input{4};
  input.insert(input.end(), c.input.begin(), c.input.end());
  Shape output{4};
  output.insert(output.end(), c.output.begin(), c.output.end());
  LayerStack stack = stack_of({{c.name, c.layer}});
  for (const bool training : {true, false}) {
    stack->train(training);
    EXPECT_EQ(stack->forward(torch::rand(input)).sizes(), output);
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, EveryLayer, testing::ValuesIn(every_layer()),
                         [](const auto& c) { return c.param.name; });

TEST(Layers, RefuseWhatTheyCannotTake) {
  EXPECT_THAT(
      [] {
        output_shape(Dense{7, 3}, {8});
      },
      testing::ThrowsMessage<c10::Error>(
          testing::HasSubstr("a layer of kind dense cannot take [N, 8]")));
  EXPECT_THROW(output_shape(Convolution{3, 5, 3}, {1, 7, 7}), c10::Error);
  EXPECT_THROW(output_shape(MaxPooling{2}, {1, 1, 7}), c10::Error);
  EXPECT_THROW(output_shape(BatchNorm{3}, {4}), c10::Error);
  EXPECT_THROW(output_shape(BatchNorm{3}, {3, 2}), c10::Error);
  EXPECT_THROW(output_shape(Reshape{{2, 2, 2}}, {9}), c10::Error);
}

TEST(Layers, TheCodeIsGivenByTheLastDenseOne) {
  const Layers encoder{{"flatten", Flatten{}},
                       {"dense0", Dense{4, 3}},
                       {"activation0", Activate{Activation::kRelu}},
                       {"dense1", Dense{3, 2}},
                       {"activation1", Activate{Activation::kLinear}}};
  EXPECT_EQ(place_of_code_layer(encoder), 3U);
  EXPECT_THROW(place_of_code_layer(Layers{{"flatten", Flatten{}}}), c10::Error);
}

}  // namespace
}  // namespace codegrid
