#pragma once

#include <filesystem>

namespace codegrid {

/// Throws Error(kBadData) where there is no file `path`. The message names a file beside it that is
/// likely to be meant: with or without .gz, with other signs between the same letters, or after a
/// slip of the fingers.
void require_file(const std::filesystem::path& path);

}  // namespace codegrid
