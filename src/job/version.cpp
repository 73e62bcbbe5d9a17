#include "job/version.hpp"

#include <fmt/format.h>
#include <torch/version.h>

#include <nlohmann/json.hpp>

namespace codegrid {

std::string version_line() {
  return fmt::format("codegrid {} ({})", CODEGRID_VERSION, git_revision());
}

nlohmann::ordered_json versions_json() {
  return {{"codegrid", CODEGRID_VERSION}, {"libtorch", TORCH_VERSION}};
}

// git_revision() is made at build time, see CMakeLists.txt.

}  // namespace codegrid
