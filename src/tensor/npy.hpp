#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <string_view>

namespace codegrid {

/// `tensor` as a file of NumPy's format 1.0 (numpy/lib/format.py), little-endian, C order.
///   tensor: [N] or [N, D], float32 or int64, contiguous, on the CPU; TORCH_CHECK otherwise.
std::string encode_npy(const at::Tensor& tensor);

/// The tensor in the bytes of a .npy file: [N] or [N, D], float32 or int64, little-endian, C order,
/// a copy. Throws Error(kBadData) naming `name` when the bytes are anything else, too short or too
/// long.
at::Tensor decode_npy(std::string_view bytes, const std::string& name);

}  // namespace codegrid
