#include "tensor/safetensors.hpp"

#include <ATen/ATen.h>

#include <string>

#include "fuzz/target.hpp"

using namespace codegrid;

// What is taken holds no more than the file did, and can be written and read back.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = input_of(data, size);
  taken(ExitCode::kBadData, [&] {
    const NamedTensors tensors = decode_safetensors(bytes, "f.safetensors");
    std::size_t held = 0;
    for (const auto& [name, tensor] : tensors) held += tensor.nbytes();
    require(held <= bytes.size());
    const std::string again = encode_safetensors(tensors);
    require(encode_safetensors(decode_safetensors(again, "f.safetensors")) == again);
  });
  return 0;
}
