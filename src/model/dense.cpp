#include <c10/util/accumulate.h>
#include <fmt/format.h>

#include "model/families.hpp"

namespace codegrid {
namespace {

// Dense layers through `widths`, each followed by the activation, the last by `last`.
void add_dense_layers(const std::vector<std::int64_t>& widths, Activation activation,
                      Activation last, Layers& layers) {
  for (std::size_t i = 0; i + 1 < widths.size(); ++i) {
    layers.push_back({fmt::format("dense{}", i), Dense{widths[i], widths[i + 1]}});
    const bool is_last = i + 2 == widths.size();
    layers.push_back({fmt::format("activation{}", i), Activate{is_last ? last : activation}});
  }
}

}  // namespace

Architecture dense_architecture(const Shape& image_shape, const ModelOptions& options) {
  std::vector<std::int64_t> widths{c10::multiply_integers(image_shape)};
  widths.insert(widths.end(), options.hidden.begin(), options.hidden.end());
  widths.push_back(options.code);

  Architecture architecture{image_shape, {{"flatten", Flatten{}}}, {}, options.output};
  const Activation activation = options.activation;
  add_dense_layers(widths, activation, options.activation_of_code(), architecture.encoder);
  add_dense_layers({widths.rbegin(), widths.rend()}, activation, activation, architecture.decoder);
  architecture.decoder.pop_back();  // the loss works on logits
  return architecture;
}

}  // namespace codegrid
