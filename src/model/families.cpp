#include "model/families.hpp"

#include <c10/util/Exception.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <variant>

#include "core/error.hpp"

namespace codegrid {

Architecture make_architecture(const Shape& image_shape, const ModelOptions& options) {
  return options.kind == ModelKind::kConvolutional
             ? convolutional_architecture(image_shape, options)
             : dense_architecture(image_shape, options);
}

Architecture encoder_only(Architecture architecture) {
  architecture.decoder.clear();
  return architecture;
}

Architecture variational(Architecture architecture) {
  const Layers& encoder = architecture.encoder;
  TORCH_CHECK(!architecture.decoder.empty(), "a variational autoencoder has a decoder");
  const std::size_t place = place_of_code_layer(encoder);
  for (std::size_t i = place + 1; i < encoder.size(); ++i) {
    const auto* last = std::get_if<Activate>(&encoder[i].layer);
    TORCH_CHECK(last != nullptr && last->activation == Activation::kLinear,
                "means of any sign want a code without an activation");
  }
  architecture.log_variance = {{"dense", encoder[place].layer}};
  return architecture;
}

bool has_batch_norm(const Architecture& architecture) {
  return std::ranges::any_of(architecture.encoder, [](const NamedLayer& named) {
    return std::holds_alternative<BatchNorm>(named.layer);
  });
}

void require_batches_for(const Architecture& architecture, std::int64_t images,
                         std::int64_t batch_size) {
  if ((batch_size > 1 && images > 1) || !has_batch_norm(architecture)) return;
  if (images == 1) {
    throw usage_error(
        "model.batch_norm: found true, with one image to train on; batch norm needs batches of 2 "
        "images or more: train on more images, or without batch norm");
  }
  throw usage_error(
      fmt::format("training.batch_size: found {}; \"model.batch_norm\": true needs batches of 2 "
                  "images or more: choose another size, or no batch norm",
                  batch_size));
}

}  // namespace codegrid
