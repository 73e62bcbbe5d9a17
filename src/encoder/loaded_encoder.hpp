#pragma once

#include <torch/csrc/jit/api/module.h>

#include <exception>
#include <functional>
#include <string>

#include "core/error.hpp"
#include "encoder/encoder_file.hpp"
#include "encoder/group_layer.hpp"

namespace codegrid {

/// Which options messages advise: those of a program with a config (--set threads=1), or those of
/// codegrid-assign, which has none (--threads 1).
enum class AdvisedOptions { kOfConfig, kOfAssign };

/// An encoder out of a file, for turning images into codes.
class LoadedEncoder {
 public:
  /// A TorchScript file can run code now: check what EncoderFile tells of it first.
  ///   metadata: what the file says of itself, or what is assumed of it.
  /// Throws Error(kBadData) where it cannot be loaded, Error(kFailed) where memory is short.
  LoadedEncoder(const EncoderFile& file, EncoderMetadata metadata, at::Device device,
                AdvisedOptions advised = AdvisedOptions::kOfConfig);

  /// Of its file, as messages have it.
  const std::string& name() const { return name_; }

  /// Takes codes, [M, D] float32 on the CPU, which are overwritten afterwards.
  using Take = std::function<void(const at::Tensor& codes)>;

  /// Hands the codes of all images to `take`, some thousands at a time, in order: memory for them
  /// does not grow with the images.
  ///   images: [N, C, H, W] uint8; scaled as the metadata say.
  /// Throws Error(kBadData) when the file's forward fails on them, or gives something else than
  /// [N, D], where D is the metadata's or, if that is 0, at least 1 and what the first images get;
  /// Error(kFailed) where memory is short; and as stop_if_interrupted does, between two batches.
  void encode(const at::Tensor& images, const Take& take);

  /// How many images `encode` works on together. Whoever has its images come piece by piece gets,
  /// by pieces of this size, the bits that all of them at once would get.
  std::int64_t round_images() const;

  /// The same codes, [N, D] in one tensor.
  at::Tensor encode(const at::Tensor& images);

  /// The layer that names the groups by such a code: what the file's method `probabilities` is made
  /// of. Copies. Throws Error(kBadData) where the metadata say of no groups, or the file has no
  /// such layer for as many.
  GroupLayer group_layer() const;

 private:
  at::Tensor encode_batch(const at::Tensor& images, std::int64_t code_size);
  Error failure(const std::exception& error, const at::Tensor& batch) const;
  void encode_rows(const at::Tensor& images, const at::Tensor& codes);

  std::string name_;
  std::string device_in_code_;
  EncoderMetadata metadata_;
  at::Device device_;
  AdvisedOptions advised_;
  torch::jit::Module module_;
};

}  // namespace codegrid
