#pragma once

#include <ATen/core/Tensor.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "cluster/options.hpp"
#include "encoder/loaded_encoder.hpp"

namespace codegrid {

/// The file of encoder number `i` where there is one for each: "codes.npy", then "codes_2.npy".
std::string file_of_encoder(const std::string& name, std::size_t i);

/// Writes the codes of `images` to the file `name` in `folder` as they come, and returns them as
/// they are to be clustered: those themselves, or at unit length, which lie in a file too, without
/// a name. The file is mapped, so that there may be more codes than memory holds; to be read only.
///   images: [N, C, H, W] uint8; on_codes: called with how many images are done.
/// Returns [N, D] float32 on the CPU.
/// Throws Error as LoadedEncoder::encode does, and Error(kFailed) where it cannot write.
at::Tensor write_codes(LoadedEncoder& encoder, const at::Tensor& images, Normalize normalize,
                       const std::filesystem::path& folder, const std::string& name,
                       const std::function<void(std::int64_t images)>& on_codes);

/// The codes of several encoders side by side, [N, D1 + D2 + ...], in a file without a name in
/// `folder`; those themselves of one encoder. To be read only.
///   codes: [N, D] float32 each, on the CPU. Throws Error(kFailed), and interruption().
at::Tensor join_codes(const std::vector<at::Tensor>& codes, const std::filesystem::path& folder);

/// The array in a .npy file. Throws Error(kBadData) where it cannot be read or is damaged.
at::Tensor read_npy_file(const std::filesystem::path& file);

}  // namespace codegrid
