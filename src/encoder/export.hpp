#pragma once

#include <ATen/core/Tensor.h>

#include <string>

#include "encoder/metadata.hpp"
#include "model/autoencoder.hpp"

namespace codegrid {

/// The encoder half of `model` as the bytes of a TorchScript file in eval mode, with `metadata`
/// inside as metadata.json. It needs nothing of ours to load: forward takes [N, C, H, W] or [N,
/// C*H*W] float32 in [0, 1] at any N and gives [N, D]. The same model and metadata give the same
/// bytes.
/// Where the metadata say of `groups`, the encoder half names them: its last dense layer has one
/// output for each, linear. forward then gives what enters that layer, [N, code_size], and a method
/// `probabilities` takes the same images and gives its softmax, [N, groups]. TORCH_CHECK where the
/// layers are others.
std::string export_encoder(const Autoencoder& model, const EncoderMetadata& metadata);

/// The same where centroids of the codes name the groups: forward gives the codes of the whole
/// encoder half, and `probabilities` the softmax of -ln(1 + d^2), see GroupLayer.
///   centroids: [metadata.groups, metadata.code_size] float32 (TORCH_CHECK).
std::string export_encoder(const Autoencoder& model, const EncoderMetadata& metadata,
                           const at::Tensor& centroids);

}  // namespace codegrid
