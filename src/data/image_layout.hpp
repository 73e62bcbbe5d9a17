#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

namespace codegrid {

/// Which dimension of an array of images is which.
enum class ImageLayout {
  kGrey,           ///< [N, H, W].
  kChannelsFirst,  ///< [N, C, H, W].
  kChannelsLast    ///< [N, H, W, C].
};
enum class PixelOrder {
  kRows,    ///< Height before width.
  kColumns  ///< Width before height.
};

/// The layout of `shape`, whose channels are the dimension, second or last, that is 1 or 3. Throws
/// Error(kBadData) naming `name`: another number of dimensions, none of 1 or 3 channels, both (in
/// which case nothing in the array says which it is), or no image.
ImageLayout image_layout(const std::vector<std::int64_t>& shape, const std::string& name);

/// `stored`, of that layout, as [N, C, H, W], contiguous: a view where it lies so, else a copy.
at::Tensor arranged(const at::Tensor& stored, ImageLayout layout, PixelOrder order);

}  // namespace codegrid
