#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <string>

namespace codegrid {

/// Why what stat found is no file that can hold a picture, as it follows the name in a message: "is
/// a named pipe, expected a file"; empty where it is one. Nothing of it is opened: that would wait
/// for whoever writes to a pipe.
std::string why_no_file(const struct stat& status);

/// Why `path`, relative to the folder open as `folder`, could not be looked at, given the errno of
/// the try: "is a link to "x", which is not there", "cannot be read: Permission denied".
std::string why_not_found(int folder, const char* path, int error);

/// Time of change in nanoseconds since 1970.
std::int64_t modified_at(const struct stat& status);

}  // namespace codegrid
