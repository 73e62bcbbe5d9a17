#pragma once

#include <string>

namespace codegrid {

/// The one of CMakeLists.txt, such as "1.2.3".
std::string version();

/// The git revision that the program was built from; "-dirty" marks uncommitted changes, "unknown"
/// a build without git.
std::string git_revision();

/// "codegrid 1.2.3 (1a2b3c4d5e6f)".
std::string version_line();

}  // namespace codegrid
