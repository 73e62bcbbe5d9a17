#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <vector>

#include "encoder/encoder_file.hpp"
#include "job/job_context.hpp"

namespace codegrid {

/// The groups by their sizes, the largest first, and of those alike by their number.
///   groups: [N] int64 in 0..k-1 on the CPU.
std::vector<std::int64_t> order_by_size(const at::Tensor& groups, std::int64_t k);

/// The groups that an encoder names by its codes, with its file's own layer: [N] int64.
///   codes: [N, D] float32 on the CPU.
at::Tensor groups_by(const EncoderFile& file, const at::Tensor& codes);

/// The codes of `images` by `file`, [N, D], also as codes.npy in `folder`; `what` they are, for the
/// progress. Throws Error as write_codes does, and as stop_if_interrupted.
at::Tensor codes_by(const EncoderFile& file, const at::Tensor& images,
                    const std::filesystem::path& folder, const JobContext& context,
                    const char* what);

}  // namespace codegrid
