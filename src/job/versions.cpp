#include "job/versions.hpp"

#include <torch/version.h>

#include <nlohmann/json.hpp>

#include "config/version.hpp"

namespace codegrid {

nlohmann::ordered_json versions_json() {
  return {{"codegrid", version()}, {"libtorch", TORCH_VERSION}};
}

}  // namespace codegrid
