#pragma once

#include <filesystem>

/// The files below `folder` on stdout, sorted, a line each; more than twenty pictures of one
/// cluster each, which are neighbors in that order, on one line.
void print_files(const std::filesystem::path& folder);
