#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "data/augmentation_options.hpp"

namespace codegrid {

/// Numbers on a side of the field that bends an image.
inline constexpr std::int64_t kFieldSide = 5;

/// Where the pixels of each of N images come from. Coordinates go from -1 to 1 between the edges of
/// an image: pixel i of a side of n is at (2 i + 1) / n - 1. Pixel (x, y) comes from
/// (a + b x + c y, d + e x + f y), to which the field at (x, y) is added.
struct PixelMoves {
  at::Tensor affine;   ///< [N, 2, 3] float32 on the CPU: a, b, c; d, e, f.
  at::Tensor field{};  ///< [N, 2, 5, 5] float32 on the CPU: for x and for y, spread over the image
                       ///< by bicubic interpolation; undefined: none.
};

/// The images with their pixels moved, bilinear between pixels.
///   images: [N, C, H, W] float32 on any device -> the same, contiguous.
/// On the CPU the same bits for any number of threads.
at::Tensor move_pixels(const at::Tensor& images, const PixelMoves& moves, Outside outside);

/// Where each pixel comes from, for at::grid_sampler: [N, H, W, 2] float32 on the CPU, the two
/// coordinates apart in memory. The same bits for any number of threads.
at::Tensor sampling_grid(const PixelMoves& moves, std::int64_t height, std::int64_t width);
/// The same on `device`, in ATen's own operations.
at::Tensor sampling_grid_on(at::Device device, const PixelMoves& moves, std::int64_t height,
                            std::int64_t width);

}  // namespace codegrid
