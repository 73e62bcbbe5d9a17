#include "encoder/export.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <torch/script.h>
#include <torch/torch.h>

#include <cstddef>
#include <sstream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "encoder/group_layer.hpp"
#include "model/activation.hpp"

namespace codegrid {
namespace {

// A layer as lines of TorchScript on `x`, its tensors registered under `NAME_...`. What
// layer_forward computes, written a second time: tracing would bake in what one example looked
// like. The tests hold the two against each other for every kind.
struct Script {
  const std::string& name;
  const LayerTensors& tensors;
  torch::jit::Module& module;

  std::string operator()(const Dense&) const {
    return fmt::format("x = torch.linear(x, {})", weight_and_bias());
  }
  std::string operator()(const Convolution& c) const {
    return fmt::format("x = torch.conv2d(x, {}, [{}, {}], [{}, {}])", weight_and_bias(), c.stride,
                       c.stride, c.kernel / 2, c.kernel / 2);
  }
  std::string operator()(const MaxPooling& pooling) const {
    return fmt::format("x = torch.max_pool2d(x, [{}, {}])", pooling.size, pooling.size);
  }
  std::string operator()(const BatchNorm& norm) const {
    const std::string parameters = weight_and_bias();
    const std::string mean = buffer("mean", tensors.mean);
    const std::string variance = buffer("variance", tensors.variance);
    return fmt::format("x = torch.batch_norm(x, {}, {}, {}, False, 0.0, {}, False)", parameters,
                       mean, variance, norm.epsilon);
  }
  std::string operator()(const Dropout&) const { return ""; }  // in training only
  std::string operator()(const Activate& layer) const {
    return fmt::format("x = {}", function_of(layer.activation).torchscript);
  }
  std::string operator()(const Flatten&) const { return "x = torch.flatten(x, 1)"; }
  std::string operator()(const Reshape& reshape) const {
    const std::string shape = fmt::format("{}", fmt::join(reshape.shape, ", "));
    return fmt::format(
        "if x.dim() == 2:\n    x = x.reshape([x.size(0), {0}])\n"
        "  assert list(x.size())[1:] == [{0}], 'expected images of shape [N, {0}]'",
        shape);
  }
  template <class DecoderLayer>
  std::string operator()(const DecoderLayer&) const {
    TORCH_CHECK(false, "no encoder has a layer like ", name);
  }

 private:
  // Registered one after the other: their order is that of the file.
  std::string weight_and_bias() const {
    const std::string weight = parameter("weight", tensors.weight);
    return weight + ", " + parameter("bias", tensors.bias);
  }
  std::string parameter(const char* what, const at::Tensor& value) const {
    return add(what, value, /*is_buffer=*/false);
  }
  std::string buffer(const char* what, const at::Tensor& value) const {
    return add(what, value, /*is_buffer=*/true);
  }
  std::string add(const char* what, const at::Tensor& value, bool is_buffer) const {
    const std::string attribute = fmt::format("{}_{}", name, what);
    const at::Tensor copy =
        value.detach().cpu().clone(at::MemoryFormat::Contiguous);  // alike from every device
    module.register_parameter(attribute, copy, is_buffer);
    return "self." + attribute;
  }
};

// Some layers as lines of TorchScript on `x`, their tensors registered with the module.
std::string lines_of(const LayerStack& stack, std::size_t begin, std::size_t end,
                     torch::jit::Module& module) {
  const std::vector<LayerTensors> tensors = stack->tensors();
  std::string lines;
  for (std::size_t i = begin; i < end; ++i) {
    const NamedLayer& named = stack->layers()[i];
    const std::string line = std::visit(Script{named.name, tensors[i], module}, named.layer);
    if (!line.empty()) lines += fmt::format("  {}\n", line);
  }
  return lines;
}

// The place of the layer that names the groups: the last dense one.
std::size_t place_of_group_layer(const Layers& layers, const EncoderMetadata& metadata) {
  std::size_t place = layers.size();
  while (place > 0 && !std::holds_alternative<Dense>(layers[place - 1].layer)) {
    const auto* last = std::get_if<Activate>(&layers[--place].layer);
    TORCH_CHECK(last != nullptr && last->activation == Activation::kLinear,
                "a layer after the one that names the groups: ", layers[place].name);
  }
  TORCH_CHECK(place > 0, "no layer names the groups");
  const auto& dense = std::get<Dense>(layers[--place].layer);
  TORCH_CHECK(dense.outputs == metadata.groups && dense.inputs == metadata.code_size, "a layer of ",
              dense.inputs, " to ", dense.outputs, " for ", metadata.groups, " groups by codes of ",
              metadata.code_size);
  return place;
}

// The method `probabilities`.
void define_probabilities(const LayerTensors& layer, torch::jit::Module& module) {
  const std::string name = kGroupLayer;
  const std::string line = Script{name, layer, module}(Dense{});
  module.define(
      fmt::format("def probabilities(self, images: Tensor) -> Tensor:\n"
                  "  x = self.forward(images)\n  {}\n  return torch.softmax(x, 1)\n",
                  line));
}

// The same by the distances to centroids, which are not taken apart into products: they would lose
// digits where codes lie far from zero.
void define_probabilities_by(const at::Tensor& centroids, const EncoderMetadata& metadata,
                             torch::jit::Module& module) {
  TORCH_CHECK(centroids.dim() == 2 && centroids.size(0) == metadata.groups &&
                  centroids.size(1) == metadata.code_size,
              "centroids must be [", metadata.groups, ", ", metadata.code_size, "], got ",
              centroids.sizes());
  const std::string attribute = fmt::format("{}_centroids", kGroupLayer);
  module.register_parameter(attribute, centroids.detach().cpu().clone(at::MemoryFormat::Contiguous),
                            /*is_buffer=*/false);
  module.define(
      fmt::format("def probabilities(self, images: Tensor) -> Tensor:\n"
                  "  x = torch.cdist(self.forward(images), self.{}, 2.0, 2)\n"
                  "  return torch.softmax(-torch.log1p(x * x), 1)\n",
                  attribute));
}

// The method `forward`, of the first `end` layers.
void define_forward(const LayerStack& encoder, std::size_t end, torch::jit::Module& module) {
  const std::string lines = lines_of(encoder, 0, end, module);
  module.define("def forward(self, images: Tensor) -> Tensor:\n  x = images\n" + lines +
                "  return x\n");
}

std::string bytes_of(torch::jit::Module& module, const EncoderMetadata& metadata) {
  module.register_attribute("training", c10::BoolType::get(), true);  // what eval() switches off
  module.eval();
  std::ostringstream stream;  // saving to a path writes the path's name into the file
  module.save(stream, {{"metadata.json", to_json(metadata)}});
  return std::move(stream).str();
}

}  // namespace

std::string export_encoder(const Autoencoder& model, const EncoderMetadata& metadata) {
  torch::jit::Module module("Encoder");
  const LayerStack& encoder = model->encoder();
  const std::size_t end = metadata.groups > 0 ? place_of_group_layer(encoder->layers(), metadata)
                                              : encoder->layers().size();
  define_forward(encoder, end, module);
  if (metadata.groups > 0) define_probabilities(encoder->tensors()[end], module);
  return bytes_of(module, metadata);
}

std::string export_encoder(const Autoencoder& model, const EncoderMetadata& metadata,
                           const at::Tensor& centroids) {
  torch::jit::Module module("Encoder");
  define_forward(model->encoder(), model->encoder()->layers().size(), module);
  define_probabilities_by(centroids, metadata, module);
  return bytes_of(module, metadata);
}

}  // namespace codegrid
