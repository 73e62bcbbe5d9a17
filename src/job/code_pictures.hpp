#pragma once

#include <ATen/core/Generator.h>
#include <c10/core/Device.h>

#include <string>

#include "job/shown_image.hpp"
#include "job/training_pictures.hpp"
#include "model/autoencoder.hpp"

namespace codegrid {

/// samples.png: what the decoder makes of a hundred codes that `random` draws from the prior of a
/// variational model, the standard normal distribution. The model must be in eval mode.
std::string draw_samples(Autoencoder& model, Tone tone, at::Device device, at::Generator random);

/// interpolations.png: pairs of the images drawn by `sample`, a row each, at most eight: the one
/// image, what the decoder makes of nine codes on the straight line from its code to that of the
/// other, and the other. TORCH_CHECK where there are not two images.
std::string draw_interpolations(Autoencoder& model, const ReconstructedImages& of,
                                at::Device device, at::Generator sample);

}  // namespace codegrid
