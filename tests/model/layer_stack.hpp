#pragma once

#include "model/layer_module.hpp"
#include "tensor/random.hpp"

namespace codegrid {

/// These layers with first weights and a dropout that are the same each time.
inline LayerStack stack_of(const Layers& layers) {
  return LayerStack(layers, make_generator(1, Purpose::kWeights),
                    make_generator(1, Purpose::kDropout));
}

}  // namespace codegrid
