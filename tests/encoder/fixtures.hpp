#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "encoder/export.hpp"
#include "encoder/loaded_encoder.hpp"
#include "support/fixtures.hpp"
#include "tensor/random.hpp"

namespace codegrid {

/// The same each time, of images of shape [1, 5, 4].
inline Autoencoder make_model(const ModelOptions& options) {
  return Autoencoder(std::vector<std::int64_t>{1, 5, 4}, options,
                     make_generator(1, Purpose::kWeights));
}

/// What export_encoder is told of that model.
inline EncoderMetadata metadata_for(const ModelOptions& options) {
  EncoderMetadata metadata;
  metadata.input_shape = {1, 5, 4};
  metadata.scale = {10, 200};
  metadata.code_size = options.code;
  metadata.dataset = "idx";
  metadata.losses = {"binary_cross_entropy", 0.6, 0.55, 0.5};
  metadata.config = {{"seed", 1}};
  metadata.versions = {"x", "y"};
  return metadata;
}

/// The bytes of an encoder file of that model.
inline std::string exported(const ModelOptions& options = {}) {
  return export_encoder(make_model(options), metadata_for(options));
}

/// The encoder of a file with metadata, on the CPU.
inline LoadedEncoder load(const std::filesystem::path& path) {
  const EncoderFile file = EncoderFile::read(path);
  return {file, file.metadata(), at::kCPU};
}

}  // namespace codegrid
