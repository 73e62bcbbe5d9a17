#pragma once

#include "encoder/metadata.hpp"

namespace codegrid {

/// Of this program.
Versions versions();

}  // namespace codegrid
