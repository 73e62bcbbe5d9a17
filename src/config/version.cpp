#include "config/version.hpp"

#include <fmt/format.h>

namespace codegrid {

std::string version() { return CODEGRID_VERSION; }

// git_revision() is made at build time, see CMakeLists.txt.

std::string version_line() { return fmt::format("codegrid {} ({})", version(), git_revision()); }

}  // namespace codegrid
