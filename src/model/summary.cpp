#include "model/summary.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <torch/torch.h>

#include "core/text_table.hpp"

namespace codegrid {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string shown(const Shape& shape) { return fmt::format("[N, {}]", fmt::join(shape, ", ")); }

std::int64_t count(const at::Tensor& tensor) { return tensor.defined() ? tensor.numel() : 0; }

// What only lays numbers out anew, or keeps their shape and learns nothing, has no row. Dropout has
// one: it is there by choice.
bool has_row(const Layer& layer) {
  return !std::holds_alternative<Activate>(layer) && !std::holds_alternative<Flatten>(layer) &&
         !std::holds_alternative<Reshape>(layer);
}

// The rows of one half, whose input has `shape`; leaves that of its output there.
void add_layers(const std::string& half, const LayerStack& stack, Shape& shape, Rows& rows) {
  const std::vector<LayerTensors> tensors = stack->tensors();
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    const NamedLayer& named = stack->layers()[i];
    shape = output_shape(named.layer, shape);
    if (!has_row(named.layer)) continue;
    const std::int64_t parameters = count(tensors[i].weight) + count(tensors[i].bias);
    rows.push_back({fmt::format("{}.{}", half, named.name), shown(shape), with_commas(parameters)});
  }
}

}  // namespace

std::string summary(const Autoencoder& model) {
  Rows rows{{"image", shown(model->image_shape()), "0"}};
  Shape shape = model->image_shape();
  add_layers("encoder", model->encoder(), shape, rows);
  add_layers("decoder", model->decoder(), shape, rows);
  std::int64_t parameters = 0;
  for (const torch::Tensor& parameter : model->parameters()) parameters += parameter.numel();
  rows.push_back({"total", "", with_commas(parameters)});
  return text_table({"layer", "output", "parameters"}, rows);
}

}  // namespace codegrid
