#include "data/image_layout.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "core/error.hpp"

namespace codegrid {
namespace {

bool may_be_channels(std::int64_t size) { return size == 1 || size == 3; }

Error no_images(const std::string& name, const std::vector<std::int64_t>& shape,
                std::string_view advice) {
  return data_error(fmt::format(
      "{}: its shape is {}, expected images: [N, H, W], [N, C, H, W] or [N, H, W, C], of "
      "1 or 3 channels C; {}",
      name, fmt::join(shape, " x "), advice));
}

// How to make images of rows of so many values.
std::string unflatten_advice(std::int64_t values) {
  const std::int64_t side = std::llround(std::sqrt(static_cast<double>(values)));
  if (values > 1 && side * side == values)
    return fmt::format("if each row is a square image, reshape it to (-1, {}, {})", side, side);
  return "reshape it";
}

}  // namespace

ImageLayout image_layout(const std::vector<std::int64_t>& shape, const std::string& name) {
  if (shape.size() == 2) throw no_images(name, shape, unflatten_advice(shape[1]));
  if (shape.size() != 3 && shape.size() != 4) throw no_images(name, shape, "reshape it");
  if (std::ranges::find(shape, 0) != shape.end())
    throw no_images(name, shape, "there is nothing in it");
  if (shape.size() == 3) return ImageLayout::kGrey;
  const bool first = may_be_channels(shape[1]);
  const bool last = may_be_channels(shape[3]);
  if (first && last) {
    throw data_error(fmt::format(
        "{}: its shape is {}, in which the channels may be the second dimension or the last; give "
        "grey images as [N, H, W], or pad the images",
        name, fmt::join(shape, " x ")));
  }
  if (!first && !last) {
    throw no_images(name, shape,
                    shape[1] == 4 || shape[3] == 4 ? "leave out the alpha channel" : "reshape it");
  }
  return first ? ImageLayout::kChannelsFirst : ImageLayout::kChannelsLast;
}

at::Tensor arranged(const at::Tensor& stored, ImageLayout layout, PixelOrder order) {
  at::Tensor images = layout == ImageLayout::kGrey            ? stored.unsqueeze(1)
                      : layout == ImageLayout::kChannelsFirst ? stored
                                                              : stored.permute({0, 3, 1, 2});
  if (order == PixelOrder::kColumns) images = images.transpose(2, 3);
  return images.contiguous();
}

}  // namespace codegrid
