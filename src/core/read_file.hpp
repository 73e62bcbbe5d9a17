#pragma once

#include <filesystem>
#include <string>

#include "core/error.hpp"

namespace codegrid {

/// The whole file as bytes. Throws Error(`failure`) with the system's reason when it is missing or
/// unreadable, and for a device (but a terminal), of which there may be no end.
std::string read_file(const std::filesystem::path& path, ExitCode failure);

/// What comes through standard input until its end. Throws as read_file does.
std::string read_standard_input(ExitCode failure);

/// The Error(`failure`) that `path` cannot be read, with what the system says of the errno `error`.
Error cannot_read(const std::filesystem::path& path, int error, ExitCode failure);

/// The first line of a small file of the system's, such as those under /sys; empty where it cannot
/// be read.
std::string read_first_line(const std::filesystem::path& path);

}  // namespace codegrid
