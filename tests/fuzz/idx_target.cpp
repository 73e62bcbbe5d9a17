#include "data/idx.hpp"

#include <ATen/ATen.h>

#include <cstring>
#include <string>

#include "fuzz/target.hpp"

using namespace codegrid;

namespace {

template <class Parse>
void check(std::string_view bytes, IdxKind kind, std::size_t header, Parse parse) {
  taken(ExitCode::kBadData, [&] {
    const std::string plain = unpack_idx(bytes, kind, "f.idx");
    const at::Tensor values = parse(plain, "f.idx").to(at::kByte);
    const std::size_t count = values.nbytes();
    require(count > 0 && plain.size() == header + count);
    require(std::memcmp(plain.data() + header, values.const_data_ptr(), count) == 0);
  });
}

}  // namespace

// Packed or plain, images or labels: what is taken holds exactly the bytes after the header.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = input_of(data, size);
  check(bytes, IdxKind::kImages, 16, [](std::string_view plain, const std::string& name) {
    return parse_idx_images({nullptr, plain, {name, ""}});
  });
  check(bytes, IdxKind::kLabels, 8, parse_idx_labels);
  return 0;
}
