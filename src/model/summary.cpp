#include "model/summary.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <torch/torch.h>

#include "core/text_table.hpp"

namespace codegrid {
namespace {

std::int64_t parameters(const torch::nn::Module& module) {
  std::int64_t count = 0;
  for (const torch::Tensor& parameter : module.parameters()) count += parameter.numel();
  return count;
}

using Rows = std::vector<std::vector<std::string>>;

void add_layers(const std::string& half, const std::vector<torch::nn::Linear>& layers, Rows& rows) {
  for (std::size_t i = 0; i < layers.size(); ++i) {
    rows.push_back({fmt::format("{}.dense{}", half, i),
                    fmt::format("[N, {}]", layers[i]->weight.size(0)),
                    with_commas(parameters(*layers[i]))});
  }
}

}  // namespace

std::string summary(const Autoencoder& model) {
  Rows rows{{"image", fmt::format("[N, {}]", fmt::join(model->image_shape(), ", ")), "0"}};
  add_layers("encoder", model->encoder()->layers(), rows);
  add_layers("decoder", model->decoder()->layers(), rows);
  rows.push_back({"total", "", with_commas(parameters(*model))});
  return text_table({"layer", "output", "parameters"}, rows);
}

}  // namespace codegrid
