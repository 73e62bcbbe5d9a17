#include "image/bmp.hpp"

#include <cstdint>
#include <cstdlib>
#include <opencv2/imgproc.hpp>

#include "image/byte_reader.hpp"
#include "image/opencv_decode.hpp"
#include "image/refusal.hpp"

namespace codegrid {
namespace {

constexpr std::uint64_t kFileHeader = 14;
constexpr std::uint32_t kOldHeader = 12;  // OS/2's, with sides of 16 bits

// "compression" of the header.
constexpr std::uint32_t kRgb = 0;
constexpr std::uint32_t kRle8 = 1;
constexpr std::uint32_t kRle4 = 2;
constexpr std::uint32_t kBitFields = 3;

struct BmpHead {
  std::uint32_t pixels = 0;  // where they begin
  std::int64_t width = 0;
  std::int64_t height = 0;
  std::uint32_t bits = 0;  // of a pixel
  std::uint32_t compression = kRgb;
  std::uint32_t alpha_mask = 0;

  bool run_length() const { return compression == kRle8 || compression == kRle4; }
};

std::int64_t signed_side(std::uint32_t value) { return static_cast<std::int32_t>(value); }

bool is_known(const BmpHead& head) {
  switch (head.compression) {
    case kRgb:
      return head.bits == 1 || head.bits == 4 || head.bits == 8 || head.bits == 16 ||
             head.bits == 24 || head.bits == 32;
    case kRle8:
      return head.bits == 8;
    case kRle4:
      return head.bits == 4;
    case kBitFields:
      return head.bits == 16 || head.bits == 32;
    default:
      return false;
  }
}

BmpHead read_bmp_head(const ByteReader& reader) {
  BmpHead head;
  head.pixels = reader.u32(10);
  const std::uint32_t size = reader.u32(kFileHeader);
  if (size == kOldHeader) {
    head.width = reader.u16(18);
    head.height = reader.u16(20);
    head.bits = reader.u16(24);
  } else {
    head.width = signed_side(reader.u32(18));
    head.height = std::abs(signed_side(reader.u32(22)));  // negative: from the top down
    head.bits = reader.u16(28);
    head.compression = reader.u32(30);
    // BITMAPV3INFOHEADER and later have a fourth mask.
    if (size >= 56 && head.compression == kBitFields) head.alpha_mask = reader.u32(66);
  }
  if (head.width < 0) throw damaged_picture("its width is negative");
  if (!is_known(head)) {
    throw unreadable_picture(fmt::format("a BMP picture of {} bits a pixel, compression {}",
                                         head.bits, head.compression));
  }
  return head;
}

}  // namespace

PictureHeader read_bmp_header(std::string_view bytes) {
  const BmpHead head = read_bmp_head({bytes, std::endian::little});
  PictureHeader header{.format = PictureFormat::kBmp, .channels = 3};
  header.height = head.height;
  header.width = head.width;
  header.alpha = head.alpha_mask != 0;
  return header;
}

cv::Mat decode_bmp(std::string_view bytes) {
  const BmpHead head = read_bmp_head({bytes, std::endian::little});
  if (head.pixels > bytes.size()) throw truncated_picture(bytes.size());
  const auto rest = static_cast<std::int64_t>(bytes.size() - head.pixels);
  // Rows end at multiples of four bytes. Of runs only the decoder knows where they end.
  const std::int64_t row = (head.width * head.bits + 31) / 32 * 4;
  if (!head.run_length() && rest < row * head.height) throw truncated_picture(bytes.size());
  cv::Mat picture = opencv_decode(bytes, OpenCvColor::kAsStored);
  // What OpenCV makes of the fourth byte of pixels that have no mask for it.
  if (picture.channels() == 4 && head.alpha_mask == 0) {
    cv::Mat opaque;
    cv::cvtColor(picture, opaque, cv::COLOR_RGBA2RGB);
    return opaque;
  }
  return picture;
}

}  // namespace codegrid
