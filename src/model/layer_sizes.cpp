#include "model/layer_sizes.hpp"

#include <fmt/format.h>

namespace codegrid {
namespace {

struct Parameters {
  std::int64_t operator()(const Dense& dense) const {
    return dense.inputs * dense.outputs + dense.outputs;
  }
  std::int64_t operator()(const Convolution& c) const { return of_kernels(c); }
  std::int64_t operator()(const TransposedConvolution& c) const { return of_kernels(c); }
  std::int64_t operator()(const BatchNorm& norm) const { return 2 * norm.channels; }
  template <class WithoutParameters>
  std::int64_t operator()(const WithoutParameters&) const {
    return 0;
  }

 private:
  template <class Kernels>
  static std::int64_t of_kernels(const Kernels& c) {
    return c.inputs * c.outputs * c.kernel * c.kernel + c.outputs;
  }
};

bool has_size(const Layer& layer) {
  return !std::holds_alternative<Activate>(layer) && !std::holds_alternative<Flatten>(layer) &&
         !std::holds_alternative<Reshape>(layer);
}

// Of one half, whose input has `shape`; leaves that of its output there.
void add_sizes(const char* half, const Layers& layers, Shape& shape,
               std::vector<LayerSize>& sizes) {
  for (const NamedLayer& named : layers) {
    shape = output_shape(named.layer, shape);
    if (!has_size(named.layer)) continue;
    sizes.push_back(
        {fmt::format("{}.{}", half, named.name), std::visit(Parameters{}, named.layer), shape});
  }
}

}  // namespace

std::vector<LayerSize> layer_sizes(const Architecture& architecture) {
  std::vector<LayerSize> sizes;
  Shape shape = architecture.image_shape;
  add_sizes("encoder", architecture.encoder, shape, sizes);
  if (!architecture.log_variance.empty()) {
    const Layer& code = architecture.encoder[place_of_code_layer(architecture.encoder)].layer;
    Shape before{std::get<Dense>(code).inputs};
    add_sizes("log_variance", architecture.log_variance, before, sizes);
  }
  add_sizes("decoder", architecture.decoder, shape, sizes);
  return sizes;
}

}  // namespace codegrid
