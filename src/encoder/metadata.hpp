#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "data/batches.hpp"

namespace codegrid {

/// What an encoder file says of itself, as `metadata.json` inside it.
struct EncoderMetadata {
  static constexpr int kFormatVersion = 1;

  std::vector<std::int64_t> input_shape;  ///< {C, H, W}.
  PixelScale scale;                       ///< How bytes became the [0, 1] that the encoder takes.
  std::int64_t code_size = 0;             ///< 0 where it is not known: never in a file.
  std::string dataset;                    ///< The job's word for the data it was trained on.
  nlohmann::ordered_json losses;          ///< Kind of loss and what it came to.
  nlohmann::ordered_json config;    ///< The resolved job without paths of the machine it ran on.
  nlohmann::ordered_json versions;  ///< codegrid and LibTorch.
};

std::string to_json(const EncoderMetadata& metadata);

/// Throws Error(kBadData) naming `source` for anything that to_json does not write, another format
/// version included.
EncoderMetadata parse_metadata(const std::string& text, const std::string& source);

}  // namespace codegrid
