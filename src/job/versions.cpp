#include "job/versions.hpp"

#include <torch/version.h>

#include "config/version.hpp"

namespace codegrid {

Versions versions() { return {version(), TORCH_VERSION}; }

}  // namespace codegrid
