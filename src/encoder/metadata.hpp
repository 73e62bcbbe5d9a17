#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "data/batches.hpp"
#include "image/options.hpp"

namespace codegrid {

/// What training made small: the mean loss over all pixels, or, of a contrastive objective, over
/// all images.
struct EncoderLosses {
  std::string kind;       ///< The config's word for the loss; "contrastive" or "combined".
  double train_loss = 0;  ///< Of the last epoch, as val_loss.
  double val_loss = 0;
  double test_loss = 0;  ///< Of the encoder's own weights.
};

/// What made a file. No date and no path: the same run gives the same bytes.
struct Versions {
  std::string codegrid;
  std::string libtorch;

  bool operator==(const Versions&) const = default;
};

/// What an encoder file says of itself, as `metadata.json` inside it.
struct EncoderMetadata {
  static constexpr int kFormatVersion = 2;  ///< 1: without `image`.

  std::vector<std::int64_t> input_shape;  ///< {C, H, W}.
  /// How a picture becomes an image of the input's shape. Of images that came in their shape:
  /// padded with black, not inverted.
  ImageOptions image;
  PixelScale scale;            ///< How bytes became the [0, 1] that the encoder takes.
  std::int64_t code_size = 0;  ///< 0 where it is not known: never in a file.
  /// Of a refined encoder, whose file also gives the probabilities of so many groups; 0: it gives
  /// none, and the file does not speak of them.
  std::int64_t groups = 0;
  std::string dataset;  ///< The job's word for the data it was trained on.
  EncoderLosses losses;
  nlohmann::ordered_json config;  ///< The resolved job without paths of the machine it ran on.
  Versions versions;
};

/// Of images that came in their shape, {C, H, W}: padded with black, not inverted.
ImageOptions image_of_shape(const std::vector<std::int64_t>& shape);

nlohmann::ordered_json versions_json(const Versions& versions);

/// metadata.json.

std::string to_json(const EncoderMetadata& metadata);

/// Also of format version 1, whose images came in their shape. Throws Error(kBadData) naming
/// `source` for anything that to_json does not write, another format version included.
EncoderMetadata parse_metadata(const std::string& text, const std::string& source);

}  // namespace codegrid
