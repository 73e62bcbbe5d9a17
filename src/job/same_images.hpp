#pragma once

#include <filesystem>

namespace codegrid {

/// Throws Error(kBadData) unless the trainings of both runs read the same training images, as far
/// as the runs recorded them: pictures that are files by their names and sizes (and, of one folder,
/// times), others by the SHA-256 of the file that holds them. Labels, and which images validated,
/// make no difference.
void require_same_images(const std::filesystem::path& run, const std::filesystem::path& other);

}  // namespace codegrid
