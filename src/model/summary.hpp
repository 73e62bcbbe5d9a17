#pragma once

#include <string>

#include "model/autoencoder.hpp"

namespace codegrid {

/// A table of layers, output shapes and parameter counts, for the start of a training (Keras's
/// model.summary()). Says of a model without a decoder that it is an encoder only.
std::string summary(const Autoencoder& model);

}  // namespace codegrid
