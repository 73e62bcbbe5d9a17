#include "model/layers.hpp"

#include <ATen/ceil_div.h>
#include <ATen/core/Formatting.h>
#include <c10/util/Exception.h>
#include <c10/util/accumulate.h>

namespace codegrid {
namespace {

struct OutputShape {
  const Shape& input;

  Shape operator()(const Dense& dense) const {
    require(input == Shape{dense.inputs}, "dense");
    return {dense.outputs};
  }
  Shape operator()(const Convolution& convolution) const {
    require_channels(convolution.inputs, "convolution");
    return {convolution.outputs, at::ceil_div(input[1], convolution.stride),
            at::ceil_div(input[2], convolution.stride)};
  }
  Shape operator()(const TransposedConvolution& convolution) const {
    require_channels(convolution.inputs, "transposed convolution");
    require(input[1] == at::ceil_div(convolution.height, convolution.stride) &&
                input[2] == at::ceil_div(convolution.width, convolution.stride),
            "transposed convolution");
    return {convolution.outputs, convolution.height, convolution.width};
  }
  Shape operator()(const MaxPooling& pooling) const {
    require(input.size() == 3 && input[1] >= pooling.size && input[2] >= pooling.size, "pooling");
    return {input[0], input[1] / pooling.size, input[2] / pooling.size};
  }
  Shape operator()(const Upsampling& upsampling) const {
    require(input.size() == 3, "upsampling");
    return {input[0], upsampling.height, upsampling.width};
  }
  Shape operator()(const BatchNorm& norm) const {
    require(input.size() == 1 || input.size() == 3, "batch norm");
    require(input[0] == norm.channels, "batch norm");
    return input;
  }
  Shape operator()(const Dropout&) const { return input; }
  Shape operator()(const Activate&) const { return input; }
  Shape operator()(const Flatten&) const { return {c10::multiply_integers(input)}; }
  Shape operator()(const Reshape& reshape) const {
    require(c10::multiply_integers(input) == c10::multiply_integers(reshape.shape), "reshape");
    return reshape.shape;
  }

 private:
  void require(bool fits, const char* layer) const {
    TORCH_CHECK(fits, "a layer of kind ", layer, " cannot take [N, ", c10::Join(", ", input), "]");
  }
  void require_channels(std::int64_t channels, const char* layer) const {
    require(input.size() == 3 && input[0] == channels, layer);
  }
};

}  // namespace

Shape output_shape(const Layer& layer, const Shape& input) {
  return std::visit(OutputShape{input}, layer);
}

std::size_t place_of_code_layer(const Layers& encoder) {
  std::size_t place = encoder.size();
  while (place > 0 && !std::holds_alternative<Dense>(encoder[place - 1].layer)) --place;
  TORCH_CHECK(place > 0, "an encoder without a dense layer gives no code");
  return place - 1;
}

}  // namespace codegrid
