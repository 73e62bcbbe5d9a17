#pragma once

#include <string>

namespace codegrid {

/// "0.1.0".
std::string version();

/// The git revision that the program was built from; "-dirty" marks uncommitted changes, "unknown"
/// a build without git.
std::string git_revision();

/// "codegrid 0.1.0 (1a2b3c4d5e6f)".
std::string version_line();

}  // namespace codegrid
