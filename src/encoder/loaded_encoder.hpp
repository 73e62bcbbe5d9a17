#pragma once

#include <torch/csrc/jit/api/module.h>

#include <filesystem>
#include <functional>
#include <string>

#include "encoder/metadata.hpp"

namespace codegrid {

/// An encoder out of a file, for turning images into codes.
/// A TorchScript file can run code when it is loaded: load only files that you trust.
class LoadedEncoder {
 public:
  /// Throws Error(kBadData) when the file is missing, empty, no TorchScript, or has no
  /// metadata.json of ours.
  static LoadedEncoder load(const std::filesystem::path& path, at::Device device);

  const EncoderMetadata& metadata() const { return metadata_; }

  /// Codes [N, D] float32 on the CPU, batch by batch.
  ///   images: [N, C, H, W] uint8 of the metadata's shape; scaled as the metadata say.
  /// Throws Error(kBadData) for images of another shape, and when the file's forward fails or gives
  /// another shape than it says.
  at::Tensor encode(
      const at::Tensor& images,
      const std::function<void(std::int64_t images)>& on_batch = [](std::int64_t) {});

 private:
  LoadedEncoder(std::string name, torch::jit::Module module, EncoderMetadata metadata,
                at::Device device);
  at::Tensor encode_batch(const at::Tensor& batch);

  std::string name_;
  torch::jit::Module module_;
  EncoderMetadata metadata_;
  at::Device device_;
};

}  // namespace codegrid
