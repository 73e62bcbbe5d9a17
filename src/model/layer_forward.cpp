#include "model/layer_forward.hpp"

#include <ATen/Functions.h>

#include <tuple>

#include "model/activation.hpp"

namespace codegrid {
namespace {

struct Forward {
  const LayerTensors& of;
  const at::Tensor& x;
  bool training;
  at::Generator& generator;

  at::Tensor operator()(const Dense&) const { return at::linear(x, of.weight, of.bias); }
  at::Tensor operator()(const Convolution& c) const {
    return at::conv2d(x, of.weight, of.bias, {c.stride, c.stride},
                      at::IntArrayRef{c.kernel / 2, c.kernel / 2});
  }
  at::Tensor operator()(const TransposedConvolution& c) const {
    // How much larger than the least that the stride allows.
    const auto left_over = [&](std::int64_t to) { return (to - 1) % c.stride; };
    return at::conv_transpose2d(x, of.weight, of.bias, {c.stride, c.stride},
                                {c.kernel / 2, c.kernel / 2},
                                {left_over(c.height), left_over(c.width)});
  }
  at::Tensor operator()(const MaxPooling& pooling) const {
    return at::max_pool2d(x, {pooling.size, pooling.size});
  }
  at::Tensor operator()(const Upsampling& upsampling) const {
    return at::upsample_nearest2d(x, at::IntArrayRef{upsampling.height, upsampling.width});
  }
  at::Tensor operator()(const BatchNorm& norm) const {
    return at::batch_norm(x, of.weight, of.bias, of.mean, of.variance, training, norm.momentum,
                          norm.epsilon, /*cudnn_enabled=*/true);
  }
  at::Tensor operator()(const Dropout& dropout) const {
    if (!training) return x;
    const double kept = 1 - dropout.share;
    const at::Tensor mask = at::empty(x.sizes(), at::kFloat).bernoulli_(kept, generator).div_(kept);
    return x * mask.to(x.device(), x.scalar_type());
  }
  // In the place of what the layer before it gave, which no layer needs for its gradient.
  at::Tensor operator()(const Activate& layer) const {
    at::Tensor result = x;
    function_of(layer.activation).apply_in_place(result);
    return result;
  }
  at::Tensor operator()(const Flatten&) const { return x.flatten(1); }
  at::Tensor operator()(const Reshape& reshape) const {
    // The convolutions of the CPU are quickest where a pixel's channels lie together. One channel
    // lies so anyway, but has to be said so: all later layers follow.
    const auto [channels, height, width] =
        std::tuple(reshape.shape[0], reshape.shape[1], reshape.shape[2]);
    if (channels == 1) return x.reshape({x.size(0), height, width, 1}).permute({0, 3, 1, 2});
    return x.reshape({x.size(0), channels, height, width})
        .contiguous(at::MemoryFormat::ChannelsLast);
  }
};

}  // namespace

at::Tensor layer_forward(const Layer& layer, const LayerTensors& tensors, const at::Tensor& input,
                         bool training, at::Generator& dropout) {
  return std::visit(Forward{tensors, input, training, dropout}, layer);
}

}  // namespace codegrid
