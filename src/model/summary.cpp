#include "model/summary.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/text_table.hpp"
#include "model/layer_sizes.hpp"

namespace codegrid {
namespace {

std::string shown(const Shape& shape) { return fmt::format("[N, {}]", fmt::join(shape, ", ")); }

}  // namespace

std::string summary(const Autoencoder& model) {
  std::vector<std::vector<std::string>> rows{{"image", shown(model->image_shape()), "0"}};
  std::int64_t parameters = 0;
  for (const LayerSize& layer : layer_sizes(model->architecture())) {
    rows.push_back({layer.name, shown(layer.output), with_commas(layer.parameters)});
    parameters += layer.parameters;
  }
  const std::string total = model->has_decoder() ? "total" : "total (encoder only)";
  rows.push_back({total, "", with_commas(parameters)});
  return text_table({"layer", "output", "parameters"}, rows);
}

}  // namespace codegrid
