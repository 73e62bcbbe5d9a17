#pragma once

#include <ATen/core/Tensor.h>

#include <map>
#include <string>
#include <string_view>

namespace codegrid {

/// Tensors by name, in the order of the names.
using NamedTensors = std::map<std::string, at::Tensor>;

/// What else such a file says: text by name.
using Metadata = std::map<std::string, std::string>;

struct SafetensorsFile {
  NamedTensors tensors;
  Metadata metadata;
};

/// `tensors` as a safetensors file (huggingface.co/docs/safetensors): eight bytes of header length,
/// a JSON header of types, shapes and places, then the values, little-endian, C order. Such a file
/// holds numbers only: no code runs when it is read.
///   tensors: float32, float64, int64 or uint8, of any shape and device; TORCH_CHECK otherwise.
///   metadata: the entry "__metadata__" of the header, which has none where this is empty.
std::string encode_safetensors(const NamedTensors& tensors, const Metadata& metadata = {});

/// What is in such a file, its tensors as copies on the CPU. Takes memory for what the bytes hold,
/// whatever their header claims. Throws Error(kBadData) naming `name` where they are anything else.
SafetensorsFile decode_safetensors(std::string_view bytes, const std::string& name);

}  // namespace codegrid
