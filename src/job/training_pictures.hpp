#pragma once

#include <ATen/core/Generator.h>

#include <string>

#include "data/image_set.hpp"
#include "data/scale.hpp"
#include "model/autoencoder.hpp"
#include "train/trainer.hpp"

namespace codegrid {

/// loss.png: training and validation loss over the epochs, one or more, with a mark at the least
/// validation loss.
std::string draw_losses(const std::vector<EpochRecord>& epochs, LossKind loss);

/// reconstructions.png: ten of `images` drawn by `sample` (all, if there are fewer): the original,
/// its code, its reconstruction. `name`: what the images are called, "test", for the title.
std::string draw_reconstructions(Autoencoder& model, const ImageSet& images,
                                 const std::string& name, PixelScale scale, at::Device device,
                                 at::Generator sample);

}  // namespace codegrid
