#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <functional>

#include "cluster/options.hpp"
#include "encoder/loaded_encoder.hpp"

namespace codegrid {

/// Writes the codes of `images` to `folder`/codes.npy as they come, and returns them as they are to
/// be clustered: those themselves, or at unit length, which lie in a file too, without a name. The
/// file is mapped, so that there may be more codes than memory holds; to be read only.
///   images: [N, C, H, W] uint8; on_codes: called with how many images are done.
/// Returns [N, D] float32 on the CPU.
/// Throws Error as LoadedEncoder::encode does, and Error(kFailed) where it cannot write.
at::Tensor write_codes(LoadedEncoder& encoder, const at::Tensor& images, Normalize normalize,
                       const std::filesystem::path& folder,
                       const std::function<void(std::int64_t images)>& on_codes);

}  // namespace codegrid
