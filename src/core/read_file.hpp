#pragma once

#include <filesystem>
#include <string>

namespace codegrid {

enum class ExitCode : int;

/// The whole file as bytes. Throws Error(`failure`) with the system's reason when it is missing or
/// unreadable.
std::string read_file(const std::filesystem::path& path, ExitCode failure);

/// The first line of a small file of the system's, such as those under /sys; empty where it cannot
/// be read.
std::string read_first_line(const std::filesystem::path& path);

}  // namespace codegrid
