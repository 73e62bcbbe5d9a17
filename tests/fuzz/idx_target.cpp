#include "data/idx.hpp"

#include <ATen/ATen.h>

#include <cstring>
#include <string>

#include "fuzz/target.hpp"

using namespace codegrid;

namespace {

template <class Parse>
void check(std::string_view bytes, IdxKind kind, Parse parse) {
  taken(ExitCode::kBadData, [&] {
    const std::string plain = unpack_idx(bytes, kind, "f.idx");
    const IdxHeader header = check_idx(plain, kind, "f.idx");
    const at::Tensor values = parse(plain);
    const auto count = static_cast<std::size_t>(values.numel());
    require(count > 0 && header.length() + count * size_of(header.type) <= plain.size());
    const bool is_plain = header.dimensions.size() % 2 == 1;  // without channels or columns
    if (header.type != NumberType::kUint8 || !is_plain) return;
    require(header.length() + count == plain.size());
    require(std::memcmp(plain.data() + header.length(), values.to(at::kByte).const_data_ptr(),
                        count) == 0);
  });
}

}  // namespace

// Packed or plain, images or labels: of unsigned bytes, what is taken holds exactly those after the
// header; of other types, no more values than the file.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = input_of(data, size);
  for (const PixelOrder order : {PixelOrder::kRows, PixelOrder::kColumns}) {
    check(bytes, IdxKind::kImages, [&](std::string_view plain) {
      const at::Tensor images = parse_idx_images({nullptr, plain, {"f.idx", ""}}, order);
      return order == PixelOrder::kRows ? images : images.transpose(2, 3).contiguous();
    });
  }
  check(bytes, IdxKind::kLabels,
        [](std::string_view plain) { return parse_idx_labels(plain, "f.idx"); });
  return 0;
}
