#pragma once

#include <filesystem>

namespace codegrid {

/// Whether the finished `run` has the encoder.pt that its training wrote, as summary.json says;
/// false where it is missing. Another file in its place may be somebody's own: Throws
/// Error(kBadData) for it.
bool has_own_encoder(const std::filesystem::path& run);

}  // namespace codegrid
