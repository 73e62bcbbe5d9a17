#pragma once

#include "model/layers.hpp"
#include "model/options.hpp"

namespace codegrid {

/// The autoencoder that `options` describe, for images of `image_shape` {C, H, W}: of its family,
/// below. Throws Error(kUsage) naming the key where it cannot be made for such images.
Architecture make_architecture(const Shape& image_shape, const ModelOptions& options);

/// Flat images through dense layers, each followed by the activation but the decoder's last.
Architecture dense_architecture(const Shape& image_shape, const ModelOptions& options);

/// Levels of convolution, batch norm where wanted, activation and pooling (right after the
/// convolution if it is to be early, or a convolution of stride 2 in its place), then hidden dense
/// layers with batch norm where wanted, dropout where wanted and a dense code; the decoder mirrors
/// it, to odd sizes too.
Architecture convolutional_architecture(const Shape& image_shape, const ModelOptions& options);

/// `architecture` without its decoder: an encoder alone, which begins with the same weights.
Architecture encoder_only(Architecture architecture);

/// `architecture` as a variational autoencoder (Kingma and Welling 2014): what was the code are the
/// means of normal distributions, and a dense layer beside theirs gives the logarithms of the
/// variances. Encoder and decoder begin with the same weights. TORCH_CHECK where there is no
/// decoder, or the code's activation is not linear: means have any sign.
Architecture variational(Architecture architecture);

/// Whether it has batch norm, which has to see two images or more at once in training: it cannot
/// tell the variance of one from the image itself.
bool has_batch_norm(const Architecture& architecture);

/// Throws Error(kUsage) naming training.batch_size or model.batch_norm where training could give
/// batch norm one image at a time only. A last batch of one is none such: it joins the batch before
/// it (see Batches).
///   images: in an epoch.
void require_batches_for(const Architecture& architecture, std::int64_t images,
                         std::int64_t batch_size);

}  // namespace codegrid
