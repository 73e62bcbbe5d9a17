#pragma once

#include <ATen/core/Tensor.h>

#include <string>

#include "encoder/metadata.hpp"

namespace codegrid {

/// Whether `path` is a file of many images, by its first bytes: IDX (also in gzip), .npy, .npz, or
/// an array in a .npz, as "mnist.npz/x_train".
bool is_image_array(const std::string& path);

/// Its images in the encoder's shape: [N, C, H, W] uint8, mapped where that is possible. IDX images
/// are transposed where those were that the encoder was trained on. Throws Error(kBadData) naming
/// the file, and for images of another shape both shapes.
at::Tensor read_image_array(const std::string& path, const EncoderMetadata& metadata);

}  // namespace codegrid
