#pragma once

#include <ATen/core/Tensor.h>

namespace codegrid {

// Images are [N, C, H, W] float32, contiguous, on any device. On the CPU all of these give the same
// bits for any number of threads.

/// [N] float32: the mean of each image, on its device.
at::Tensor image_means(const at::Tensor& images);

/// Multiplies what each image's values are away from their mean, then adds a number to all of them.
/// They may then lie outside [0, 1].
///   contrast, brightness: [N] float32 on the CPU: the factors, and what is added.
void change_tones(at::Tensor& images, const at::Tensor& contrast, const at::Tensor& brightness);

/// Sets to 0, in all channels, a rectangle of `share` of each image's height and width, one pixel
/// at least (DeVries and Taylor 2017).
///   share: in (0, 1].
///   places: [N, 2] float32 in [0, 1] on the CPU: where it lies between left and right, top and
///   bottom.
void cut_out(at::Tensor& images, double share, const at::Tensor& places);

}  // namespace codegrid
