#pragma once

#include <ATen/core/Generator.h>

#include <string>
#include <vector>

#include "data/augmentation_options.hpp"
#include "data/image_set.hpp"
#include "data/scale.hpp"
#include "job/shown_image.hpp"
#include "model/autoencoder.hpp"
#include "train/trainer.hpp"

namespace codegrid {

/// loss.png: training and validation loss over the epochs, one or more, with a mark at the least
/// validation loss.
///   loss: what they are, for the axis.
std::string draw_losses(const std::vector<EpochRecord>& epochs, const std::string& loss);

/// Images whose reconstructions are drawn.
struct ReconstructedImages {
  const ImageSet& images;
  std::string name;  ///< What they are called, "test", for the title.
  PixelScale scale;
  Tone tone = Tone::kInk;
};

/// reconstructions.png: ten of the images drawn by `sample` (all, if there are fewer): the
/// original, its code, its reconstruction.
std::string draw_reconstructions(Autoencoder& model, const ReconstructedImages& of,
                                 at::Device device, at::Generator sample);

/// augmentations.png: eight of the training images drawn by `random` (all, if there are fewer), a
/// row each: the image as it is, then as training sees it, nine times.
std::string draw_augmentations(const AugmentationSettings& settings, const ImageSet& images,
                               PixelScale scale, Tone tone, at::Generator random);

}  // namespace codegrid
