#include "tensor/npy.hpp"

#include <ATen/ATen.h>

#include <string>

#include "fuzz/target.hpp"

using namespace codegrid;

// What is taken can be written, and read back to the same bytes.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = input_of(data, size);
  taken(ExitCode::kBadData, [&] {
    const at::Tensor tensor = decode_npy(bytes, "f.npy");
    require(tensor.nbytes() <= bytes.size());
    const std::string again = encode_npy(tensor);
    require(encode_npy(decode_npy(again, "f.npy")) == again);
  });
  return 0;
}
