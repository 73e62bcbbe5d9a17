#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace codegrid {

/// "codegrid 0.1.0 (1a2b3c4d5e6f)".
std::string version_line();

/// Versions of codegrid and LibTorch: what an encoder file carries. No date and no path, so that
/// the same run gives the same bytes.
nlohmann::ordered_json versions_json();

/// The git revision that the program was built from; "-dirty" marks uncommitted changes, "unknown"
/// a build without git.
std::string git_revision();

}  // namespace codegrid
