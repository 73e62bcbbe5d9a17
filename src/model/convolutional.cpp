#include <c10/util/accumulate.h>
#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/text_table.hpp"
#include "model/families.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kHalf = 2;  // what each level divides height and width by

// Throws where a level could not see its kernel's worth of pixels, or not halve them.
void require_fit(const Shape& seen, std::size_t level, const Shape& image,
                 const ConvolutionalOptions& options) {
  const std::int64_t side = std::min(seen[1], seen[2]);
  const std::string where = fmt::format("level {} sees {} x {} pixels of images of {} x {}",
                                        level + 1, seen[1], seen[2], image[1], image[2]);
  if (side < kHalf) {
    throw usage_error(fmt::format(
        "model.channels: found {}, but {}, and a level needs 2 x 2 to halve; expected at "
        "most {}",
        counted(options.channels.size(), "level", "levels"), where, level));
  }
  if (options.kernel > side) {
    throw usage_error(fmt::format("model.kernel: found {}, but {}; expected at most {}{}",
                                  options.kernel, where, side % 2 == 0 ? side - 1 : side,
                                  level == 0 ? "" : ", or fewer levels in model.channels"));
  }
}

class Builder {
 public:
  Builder(const Shape& image_shape, const ModelOptions& options)
      : options_(options),
        strided_(options.convolutional.downsampling == Downsampling::kStride),
        pools_early_(options.convolutional.downsampling == Downsampling::kPoolEarly),
        architecture_{image_shape, {}, {}, options.output},
        shape_(image_shape) {}

  Architecture build() {
    add_levels();
    add_hidden_and_code();
    add_hidden_back();
    add_levels_back();
    return std::move(architecture_);
  }

 private:
  void add_levels() {
    const ConvolutionalOptions& with = options_.convolutional;
    append(architecture_.encoder, "image", Reshape{shape_});
    for (std::size_t level = 0; level < with.channels.size(); ++level) {
      require_fit(shape_, level, architecture_.image_shape, with);
      inputs_.push_back(shape_);
      append(architecture_.encoder, fmt::format("convolution{}", level),
             Convolution{shape_[0], with.channels[level], with.kernel, strided_ ? kHalf : 1});
      if (pools_early_) append_pooling(level);
      append_norm_and_activation(architecture_.encoder, "", level);
      if (!pools_early_ && !strided_) append_pooling(level);
    }
  }

  void append_pooling(std::size_t level) {
    append(architecture_.encoder, fmt::format("pooling{}", level), MaxPooling{kHalf});
  }

  void add_hidden_and_code() {
    deepest_ = shape_;
    append(architecture_.encoder, "flatten", Flatten{});
    for (std::size_t i = 0; i < options_.hidden.size(); ++i)
      append_hidden(architecture_.encoder, i, options_.hidden[i]);
    if (options_.convolutional.dropout > 0)
      append(architecture_.encoder, "dropout", Dropout{options_.convolutional.dropout});
    append(architecture_.encoder, "dense", Dense{shape_[0], options_.code});
    append(architecture_.encoder, "code", Activate{options_.activation_of_code()});
  }

  // Through the same widths to what the last level gave.
  void add_hidden_back() {
    for (std::size_t i = options_.hidden.size(); i-- > 0;)
      append_hidden(architecture_.decoder, i, options_.hidden[i]);
    append(architecture_.decoder, "dense", Dense{shape_[0], c10::multiply_integers(deepest_)});
    append(architecture_.decoder, "activation", Activate{options_.activation});
    append(architecture_.decoder, "reshape", Reshape{deepest_});
  }

  void append_hidden(Layers& layers, std::size_t index, std::int64_t width) {
    append(layers, fmt::format("hidden{}", index), Dense{shape_[0], width});
    append_norm_and_activation(layers, "hidden_", index);
  }

  // Each level gives what the encoder's level took; the last of them are the logits.
  void add_levels_back() {
    for (std::size_t level = inputs_.size(); level-- > 0;) {
      const Shape& to = inputs_[level];
      const std::int64_t kernel = options_.convolutional.kernel;
      const std::string name = fmt::format("convolution{}", level);
      if (strided_) {
        append(architecture_.decoder, name,
               TransposedConvolution{shape_[0], to[0], kernel, kHalf, to[1], to[2]});
      } else {
        append(architecture_.decoder, fmt::format("upsampling{}", level), Upsampling{to[1], to[2]});
        append(architecture_.decoder, name, Convolution{shape_[0], to[0], kernel});
      }
      if (level > 0) append_norm_and_activation(architecture_.decoder, "", level);
    }
    append(architecture_.decoder, "flatten", Flatten{});
  }

  // Under names that begin with `prefix`.
  void append_norm_and_activation(Layers& layers, const char* prefix, std::size_t index) {
    if (options_.convolutional.batch_norm)
      append(layers, fmt::format("{}norm{}", prefix, index), BatchNorm{shape_[0]});
    append(layers, fmt::format("{}activation{}", prefix, index), Activate{options_.activation});
  }

  void append(Layers& layers, const std::string& name, const Layer& layer) {
    shape_ = output_shape(layer, shape_);
    layers.push_back({name, layer});
  }

  const ModelOptions& options_;
  bool strided_;
  bool pools_early_;
  Architecture architecture_;
  Shape shape_;                // of what the next layer takes
  Shape deepest_;              // of what the last level of the encoder gives
  std::vector<Shape> inputs_;  // of what each of its levels takes
};

}  // namespace

Architecture convolutional_architecture(const Shape& image_shape, const ModelOptions& options) {
  return Builder(image_shape, options).build();
}

}  // namespace codegrid
