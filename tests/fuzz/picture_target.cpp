#include <cstdint>
#include <vector>

#include "fuzz/target.hpp"
#include "image/decode.hpp"
#include "image/picture_header.hpp"

using namespace codegrid;

namespace {

// What takes more memory than a reader of a few kilobytes should is left to kMostPixels.
constexpr std::int64_t kMostFuzzedPixels = 250'000;

}  // namespace

// Whatever the header says is in its range; a picture has that header, and comes out twice alike.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = input_of(data, size);
  PictureHeader header;
  if (!taken(ExitCode::kBadData, [&] { header = read_picture_header(bytes); })) return 0;
  require(picture_format(bytes.substr(0, 16)) == header.format);
  require(header.height > 0 && header.width > 0 && header.height <= kMostPixels / header.width);
  require(header.channels == 1 || header.channels == 3);
  require(header.orientation >= 1 && header.orientation <= 8 && header.pages >= 1);
  if (header.height * header.width > kMostFuzzedPixels) return 0;
  taken(ExitCode::kBadData, [&] {
    const ImageOptions options{.height = 5, .width = 7, .fit = Fit::kCrop};
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(picture_bytes(options)));
    const PictureHeader decoded = decode_picture(bytes, options, pixels.data());
    require(decoded.height == header.height && decoded.width == header.width);
    std::vector<std::uint8_t> again(pixels.size());
    decode_picture(bytes, options, again.data());
    require(again == pixels);
  });
  return 0;
}
