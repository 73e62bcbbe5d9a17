#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/layers.hpp"

namespace codegrid {

/// How many numbers a layer learns, and what it gives for one image.
struct LayerSize {
  std::string name;         ///< "encoder.dense0".
  std::int64_t parameters;  ///< Float32, without batch norm's running means.
  Shape output;
};

/// Of the layers in their order, first the encoder's, then that of the log variances. Those have
/// none that only lay numbers out anew, or keep their shape and learn nothing; dropout has one: it
/// is there by choice.
std::vector<LayerSize> layer_sizes(const Architecture& architecture);

}  // namespace codegrid
