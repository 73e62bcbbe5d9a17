#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include "data/augmentation_options.hpp"

namespace codegrid {

/// Changes images at random, each in its own way: cropped, turned, slanted, scaled, shifted, bent
/// and mirrored by one bilinear interpolation (the bends are the elastic distortions of Simard et
/// al. 2003, of a coarse field), then contrast and brightness, noise, and a square set to 0.
class Augmenter {
 public:
  ///   settings: each in its range (kMostAugmentation); settings that change nothing draw nothing.
  ///   generator: on the CPU; every number is drawn by it, for whatever device.
  Augmenter(const AugmentationSettings& settings, at::Generator generator);

  /// The images, changed: a new tensor, contiguous. The generator's state decides how; on the CPU
  /// the same state gives the same bits for any number of threads. TORCH_CHECK for other images.
  ///   images: [N, C, H, W] float32 in [0, 1], on any device -> the same.
  at::Tensor operator()(const at::Tensor& images);

  const AugmentationSettings& settings() const { return settings_; }
  at::Generator& generator() { return generator_; }

 private:
  at::Tensor moved(const at::Tensor& images, const at::Tensor& drawn);
  void change_values(at::Tensor& images, const at::Tensor& drawn);

  AugmentationSettings settings_;
  at::Generator generator_;
};

}  // namespace codegrid
