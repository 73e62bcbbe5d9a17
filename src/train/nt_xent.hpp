#pragma once

#include <ATen/core/Tensor.h>

namespace codegrid {

/// The normalized, temperature-scaled cross-entropy of two views of each image (NT-Xent; Chen,
/// Kornblith, Norouzi and Hinton 2020, equation 1): how surely the code of a view tells the other
/// view of its image from all views of the others. With z the codes at unit length, t the
/// temperature and j the other view of i's image,
///   loss of view i = -ln(exp(z_i z_j / t) / sum over all k but i of exp(z_i z_k / t)),
/// and the loss of an image is the mean of its two views'. A code of no length has no direction:
/// its cosines are 0, and nothing is learned of it. With one image there is nothing to tell it
/// from: its loss is 0.
///   codes: [2 n, D] float32: the first views of n images, then the second ones in the same order.
///   temperature: greater than 0.
/// It takes memory for [2 n, 2 n] numbers.

/// The sum over the n images, [] float64 on their device.
at::Tensor nt_xent(const at::Tensor& codes, double temperature);

struct NtXentWithGradient {
  at::Tensor sum;       ///< As nt_xent gives it.
  at::Tensor gradient;  ///< [2 n, D] float32: of the mean over the images, by the codes.
};
NtXentWithGradient nt_xent_with_gradient(const at::Tensor& codes, double temperature);

}  // namespace codegrid
