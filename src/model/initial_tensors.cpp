#include <ATen/Functions.h>

#include <cmath>

#include "model/layer_forward.hpp"

namespace codegrid {
namespace {

struct Initial {
  at::Generator& generator;

  LayerTensors operator()(const Dense& dense) const {
    return {glorot({dense.outputs, dense.inputs}, dense.inputs, dense.outputs),
            at::zeros({dense.outputs})};
  }
  LayerTensors operator()(const Convolution& c) const {
    return kernels(c.outputs, c.inputs, c.kernel, c.outputs);
  }
  LayerTensors operator()(const TransposedConvolution& c) const {
    return kernels(c.inputs, c.outputs, c.kernel, c.outputs);
  }
  LayerTensors operator()(const BatchNorm& norm) const {
    return {at::ones({norm.channels}), at::zeros({norm.channels}), at::zeros({norm.channels}),
            at::ones({norm.channels})};
  }
  template <class WithoutTensors>
  LayerTensors operator()(const WithoutTensors&) const {
    return {};
  }

 private:
  at::Tensor glorot(at::IntArrayRef sizes, std::int64_t inputs, std::int64_t outputs) const {
    const double limit = std::sqrt(6.0 / static_cast<double>(inputs + outputs));
    return at::empty(sizes).uniform_(-limit, limit, generator);
  }
  LayerTensors kernels(std::int64_t first, std::int64_t second, std::int64_t side,
                       std::int64_t outputs) const {
    const std::int64_t area = side * side;
    const at::Tensor weight = glorot({first, second, side, side}, first * area, second * area);
    return {weight.contiguous(at::MemoryFormat::ChannelsLast), at::zeros({outputs})};
  }
};

}  // namespace

LayerTensors initial_tensors(const Layer& layer, at::Generator& weights) {
  return std::visit(Initial{weights}, layer);
}

}  // namespace codegrid
