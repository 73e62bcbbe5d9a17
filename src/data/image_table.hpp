#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "data/sources/picture_list.hpp"

namespace codegrid {

/// The files of `list` as a table (RFC 4180), a row each in their order:
/// `path,size,modified,label`; path as the list has it, size in bytes, modified in nanoseconds
/// since 1970, label by its name, empty where there is none.
std::string image_table(const PictureList& list);

/// Reads such a table back; `root` of the result is empty, and label names are in the order of the
/// rows. Throws Error(kBadData), naming `source`, line, what was found and what was expected, for
/// anything that image_table does not write.
PictureList parse_image_table(std::string_view bytes, const std::string& source);

/// The same of a file. Throws Error(kBadData) as well where it cannot be read.
PictureList read_image_table(const std::filesystem::path& path);

}  // namespace codegrid
