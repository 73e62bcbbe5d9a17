#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "data/sources/picture_list.hpp"

namespace codegrid {

/// The largest file that is taken for a picture: kMostPixels of three 16-bit values take 0.6 GB.
constexpr std::int64_t kMostFileBytes = std::int64_t{1} << 30;

/// How the reasons begin that the system has, rather than the picture: they may be gone next time.
inline constexpr std::string_view kCannotBeRead = "cannot be read: ";

struct ReadPicture {
  std::string_view bytes;  ///< In `buffer`. Of a file that begins as no picture does: its start.
  std::string problem;     ///< Why there are none, as it follows a name; empty where there are.
};

/// The file of `picture`, relative to `root`, read into `buffer`, which grows as it has to. Throws
/// Error(kBadData), naming it, where it is not as it was listed: gone, of another size or time, or
/// changed while it was read; Error(kFailed) where the process may open no more files.
ReadPicture read_listed_file(const std::filesystem::path& root, const ListedPicture& picture,
                             std::vector<char>& buffer);

/// Whether the file can be read, at least its first byte.
bool can_be_read(const std::filesystem::path& path);

}  // namespace codegrid
