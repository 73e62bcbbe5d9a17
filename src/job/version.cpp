#include "job/version.hpp"

#include <fmt/format.h>
#include <torch/version.h>

#include <nlohmann/json.hpp>

namespace codegrid {

extern const char* const kGitRevision;  // made at build time, see CMakeLists.txt

std::string version_line() {
  return fmt::format("codegrid {} ({})", CODEGRID_VERSION, kGitRevision);
}

nlohmann::ordered_json versions_json() {
  return {{"codegrid", CODEGRID_VERSION}, {"libtorch", TORCH_VERSION}};
}

std::string git_revision() { return kGitRevision; }

}  // namespace codegrid
