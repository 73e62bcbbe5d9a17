#include "encoder/export.hpp"

#include <fmt/format.h>
#include <torch/script.h>
#include <torch/torch.h>

#include <sstream>

namespace codegrid {
namespace {

std::string_view torchscript(Activation activation) {
  switch (activation) {
    case Activation::kRelu:
      return "torch.relu(x)";
    case Activation::kTanh:
      return "torch.tanh(x)";
    case Activation::kSigmoid:
      return "torch.sigmoid(x)";
    case Activation::kElu:
      return "torch.elu(x)";
    case Activation::kLinear:
      return "x";
  }
  TORCH_CHECK(false, "no such activation");
}

}  // namespace

// EncoderImpl::forward written a second time, as TorchScript: tracing would bake in what one
// example looked like. The tests hold the two against each other for every activation and depth.
std::string export_encoder(const Autoencoder& model, const EncoderMetadata& metadata) {
  torch::jit::Module module("Encoder");
  std::string forward =
      "def forward(self, images: Tensor) -> Tensor:\n  x = torch.flatten(images, 1)\n";
  const auto& layers = model->encoder()->layers();
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const std::string weight = fmt::format("dense{}_weight", i);
    const std::string bias = fmt::format("dense{}_bias", i);
    module.register_parameter(weight, layers[i]->weight.detach().cpu().clone(),
                              /*is_buffer=*/false);
    module.register_parameter(bias, layers[i]->bias.detach().cpu().clone(), /*is_buffer=*/false);
    forward += fmt::format("  x = torch.linear(x, self.{}, self.{})\n", weight, bias);
    forward += fmt::format("  x = {}\n", torchscript(model->encoder()->activation()));
  }
  module.define(forward + "  return x\n");
  module.register_attribute("training", c10::BoolType::get(), true);  // what eval() switches off
  module.eval();
  std::ostringstream stream;  // saving to a path writes the path's name into the file
  module.save(stream, {{"metadata.json", to_json(metadata)}});
  return std::move(stream).str();
}

}  // namespace codegrid
