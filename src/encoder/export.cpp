#include "encoder/export.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <torch/script.h>
#include <torch/torch.h>

#include <sstream>
#include <string>
#include <vector>

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

}  // namespace

std::string export_encoder(const Autoencoder& model, const EncoderMetadata& metadata) {
  torch::jit::Module module("Encoder");
  std::string forward = "def forward(self, images: Tensor) -> Tensor:\n  x = images\n";
  const LayerStack& encoder = model->encoder();
  const std::vector<LayerTensors> tensors = encoder->tensors();
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    const NamedLayer& named = encoder->layers()[i];
    const std::string line = std::visit(Script{named.name, tensors[i], module}, named.layer);
    if (!line.empty()) forward += fmt::format("  {}\n", line);
  }
  module.define(forward + "  return x\n");
  module.register_attribute("training", c10::BoolType::get(), true);  // what eval() switches off
  module.eval();
  std::ostringstream stream;  // saving to a path writes the path's name into the file
  module.save(stream, {{"metadata.json", to_json(metadata)}});
  return std::move(stream).str();
}

}  // namespace codegrid
