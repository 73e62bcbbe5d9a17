#include "model/families.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/text_table.hpp"

namespace codegrid {

Architecture make_architecture(const Shape& image_shape, const ModelOptions& options) {
  return options.kind == ModelKind::kConvolutional
             ? convolutional_architecture(image_shape, options)
             : dense_architecture(image_shape, options);
}

void require_batches_for(const Architecture& architecture, std::int64_t images,
                         std::int64_t batch_size) {
  const bool one_at_a_time = batch_size == 1 || images == 1;
  if (!one_at_a_time && images % batch_size != 1) return;
  const auto is_norm = [](const NamedLayer& named) {
    return std::holds_alternative<BatchNorm>(named.layer);
  };
  if (std::ranges::none_of(architecture.encoder, is_norm)) return;
  const std::string reason = one_at_a_time ? ""
                                           : fmt::format(", which leaves a last batch of one of {}",
                                                         counted(images, "image", "images"));
  throw usage_error(
      fmt::format("training.batch_size: found {}{}; \"model.batch_norm\": true needs batches of 2 "
                  "images or more: choose another size, or no batch norm",
                  batch_size, reason));
}

}  // namespace codegrid
