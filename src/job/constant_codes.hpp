#pragma once

#include <ATen/core/Generator.h>
#include <c10/core/Device.h>

#include <cstdint>
#include <string>

#include "data/image_set.hpp"
#include "data/scale.hpp"
#include "model/autoencoder.hpp"
#include "train/metrics.hpp"
#include "train/options.hpp"

namespace codegrid {

/// What a code does not tell of its image.
struct ConstantCodes {
  std::int64_t images = 0;    ///< That were looked at.
  std::int64_t values = 0;    ///< Of a code.
  std::int64_t constant = 0;  ///< Those of them that are alike for all images.
  bool zero = false;          ///< All are, and 0.
};

/// Which values of the code are alike, to float32's precision, for images that are not: those are
/// some hundred of `images`, drawn by `sample`. The model must be in eval mode.
///   batch_size: so many are encoded at once.
ConstantCodes constant_codes(Autoencoder& model, const ImageSet& images, PixelScale scale,
                             std::int64_t batch_size, at::Device device, at::Generator sample);

/// What is to be said of codes that are all alike; empty where they are not.
std::string warning_of(const ConstantCodes& codes, const ModelOptions& model);

/// What is to be said of codes of a variational model whose distributions have become the prior, or
/// nearly, whatever the image; empty where they tell something.
std::string warning_of(const LossParts& test, const ObjectiveOptions& objective);

}  // namespace codegrid
