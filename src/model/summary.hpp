#pragma once

#include <string>

#include "model/autoencoder.hpp"

namespace codegrid {

/// A table of layers, output shapes and parameter counts, for the start of a training (Keras's
/// model.summary()).
std::string summary(const Autoencoder& model);

}  // namespace codegrid
