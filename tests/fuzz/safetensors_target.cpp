#include "tensor/safetensors.hpp"

#include <ATen/ATen.h>

#include <string>

#include "fuzz/target.hpp"

using namespace codegrid;

// What is taken holds no more than the file did, and can be written and read back.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = input_of(data, size);
  taken(ExitCode::kBadData, [&] {
    const SafetensorsFile read = decode_safetensors(bytes, "f.safetensors");
    std::size_t held = 0;
    for (const auto& [name, tensor] : read.tensors) held += tensor.nbytes();
    for (const auto& [name, text] : read.metadata) held += name.size() + text.size();
    require(held <= bytes.size());
    const std::string written = encode_safetensors(read.tensors, read.metadata);
    const SafetensorsFile again = decode_safetensors(written, "f.safetensors");
    require(encode_safetensors(again.tensors, again.metadata) == written);
  });
  return 0;
}
