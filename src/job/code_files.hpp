#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <functional>

#include "cluster/options.hpp"
#include "encoder/loaded_encoder.hpp"

namespace codegrid {

/// Codes of all images in files that are mapped, so that there may be more than memory holds; to be
/// read only.
struct Codes {
  at::Tensor encoded;    ///< [N, D] float32 on the CPU, as the encoder gave them.
  at::Tensor clustered;  ///< As they are clustered: `encoded` itself, or that at unit length.
};

/// Writes the codes of `images` to `folder`/codes.npy as they come. What they become by `normalize`
/// lies in a file too, without a name.
///   images: [N, C, H, W] uint8; on_codes: called with how many images are done.
/// Throws Error as LoadedEncoder::encode does, and Error(kFailed) where it cannot write.
Codes write_codes(LoadedEncoder& encoder, const at::Tensor& images, Normalize normalize,
                  const std::filesystem::path& folder,
                  const std::function<void(std::int64_t images)>& on_codes);

}  // namespace codegrid
