#pragma once

#include <caffe2/serialize/inline_container.h>
#include <torch/script.h>

#include <cstdint>
#include <filesystem>
#include <sstream>
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
  metadata.image = image_of_shape(metadata.input_shape);
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

/// The bytes of a TorchScript file whose forward gives `body` of its images x.
inline std::string foreign_file(const std::string& body) {
  torch::jit::Module module("Other");
  module.define("def forward(self, x: Tensor) -> Tensor:\n  return " + body + "\n");
  std::ostringstream stream;
  module.save(stream);
  return stream.str();
}

/// The TorchScript file `bytes` with `to` for `from` in its code, and without what it remembers of
/// the code that it was made of: as another LibTorch, on another machine, may have written it.
inline std::string with_code_changed(const std::string& bytes, const std::string& from,
                                     const std::string& to) {
  std::istringstream in(bytes);
  caffe2::serialize::PyTorchStreamReader reader(&in);
  std::string out;
  caffe2::serialize::PyTorchStreamWriter writer([&](const void* data, std::size_t size) {
    out.append(static_cast<const char*>(data), size);
    return size;
  });
  for (const std::string& name : reader.getAllRecords()) {
    if (name.ends_with(".debug_pkl") || name.ends_with("serialization_id")) continue;
    std::string record(reader.getRecordSize(name), '\0');
    reader.getRecord(name, record.data(), record.size());
    if (const auto place = record.find(from); name.ends_with(".py") && place != std::string::npos)
      record.replace(place, from.size(), to);
    writer.writeRecord(name, record.data(), record.size(), /*compress=*/name.ends_with(".py"));
  }
  writer.writeEndOfFile();
  return out;
}

/// The encoder of a file with metadata, on the CPU.
inline LoadedEncoder load(const std::filesystem::path& path) {
  const EncoderFile file = EncoderFile::read(path);
  return {file, file.metadata(), at::kCPU};
}

}  // namespace codegrid
