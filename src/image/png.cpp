#include "image/png.hpp"

#include <png.h>

#include <array>
#include <csetjmp>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "image/byte_reader.hpp"
#include "image/exif_orientation.hpp"
#include "image/refusal.hpp"

namespace codegrid {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::string_view kSignature = "\x89PNG\r\n\x1a\n"sv;
constexpr std::uint64_t kFrame = 12;  // of a chunk: length, name, checksum

// What the chunks behind the first one say, as far as the file goes.
void read_chunks(const ByteReader& reader, PictureHeader& header) {
  bool pixels_came = false;
  for (std::uint64_t at = kSignature.size(); reader.has(at, 8);) {
    const std::uint64_t length = reader.u32(at);
    const std::string_view name = reader.bytes.substr(static_cast<std::size_t>(at) + 4, 4);
    if (name == "IDAT") pixels_came = true;
    if (name == "acTL" && !pixels_came)
      throw data_error("is an animated PNG; expected a picture that stands still");
    if (name == "tRNS") header.alpha = true;
    if (name == "eXIf" && reader.has(at + 8, length)) {
      header.orientation = exif_orientation(
          reader.bytes.substr(static_cast<std::size_t>(at) + 8, static_cast<std::size_t>(length)));
    }
    at += kFrame + length;
  }
}

// libpng takes memory for what a chunk claims to hold, before it reads it.
void require_whole_chunks(const ByteReader& reader) {
  for (std::uint64_t at = kSignature.size(); reader.has(at, 8);) {
    const std::uint64_t length = reader.u32(at);
    if (!reader.has(at, kFrame + length)) throw truncated_picture(reader.bytes.size());
    if (reader.bytes.substr(static_cast<std::size_t>(at) + 4, 4) == "IEND") return;
    at += kFrame + length;
  }
}

struct PngMessages {
  std::string_view rest;  // of the file
  char error[160];
  bool ended;
};

[[noreturn]] void on_png_error(png_structp png, png_const_charp message) {
  auto& messages = *static_cast<PngMessages*>(png_get_error_ptr(png));
  std::strncpy(messages.error, message, sizeof(messages.error) - 1);
  png_longjmp(png, 1);
}

void on_png_warning(png_structp, png_const_charp) {}  // of color profiles and the like

void on_png_read(png_structp png, png_bytep to, std::size_t count) {
  auto& messages = *static_cast<PngMessages*>(png_get_io_ptr(png));
  if (count > messages.rest.size()) {
    messages.ended = true;
    png_error(png, "the file ends");
  }
  std::memcpy(to, messages.rest.data(), count);
  messages.rest.remove_prefix(count);
}

// Chunks that no pixel depends on; some would be unpacked to what they claim.
constexpr std::size_t kChunkName = 5;
constexpr std::array<png_byte, 6 * kChunkName> kUnread{
    'i', 'C', 'C', 'P', 0, 'i', 'T', 'X', 't', 0, 'z', 'T', 'X', 't', 0,
    't', 'E', 'X', 't', 0, 's', 'P', 'L', 'T', 0, 'e', 'X', 'I', 'f', 0};

// libpng leaves by longjmp, over no object that has a destructor: hence steps that return whether
// they came to their end.
class PngReader {
 public:
  explicit PngReader(std::string_view bytes) : size_(bytes.size()) {
    messages_.rest = bytes;
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, &messages_, on_png_error, on_png_warning);
    if (png_ != nullptr) info_ = png_create_info_struct(png_);
    if (info_ == nullptr) {
      png_destroy_read_struct(&png_, nullptr, nullptr);
      throw run_error("out of memory for a PNG picture");
    }
  }
  ~PngReader() { png_destroy_read_struct(&png_, &info_, nullptr); }
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;

  cv::Mat read() {
    if (!start_step()) throw_error();
    cv::Mat pixels(static_cast<int>(png_get_image_height(png_, info_)),
                   static_cast<int>(png_get_image_width(png_, info_)),
                   CV_8UC(png_get_channels(png_, info_)));
    if (!rows_step(pixels)) throw_error();
    return pixels;
  }

 private:
  bool start_step();
  bool rows_step(cv::Mat& pixels);
  [[noreturn]] void throw_error() const {
    if (messages_.ended) throw truncated_picture(size_);
    throw damaged_picture(messages_.error);
  }

  std::size_t size_;
  PngMessages messages_{};
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  int passes_ = 1;
};

bool PngReader::start_step() {
  if (setjmp(png_jmpbuf(png_)) != 0) return false;
  png_set_read_fn(png_, &messages_, on_png_read);
  png_set_user_limits(png_, PNG_UINT_31_MAX, PNG_UINT_31_MAX);  // kMostPixels is ours
  png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER, kUnread.data(),
                              static_cast<int>(kUnread.size() / kChunkName));
  png_set_crc_action(png_, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
  png_read_info(png_, info_);
  png_set_expand(png_);
  png_set_scale_16(png_);
  const bool alpha = (png_get_color_type(png_, info_) & PNG_COLOR_MASK_ALPHA) != 0 ||
                     png_get_valid(png_, info_, PNG_INFO_tRNS) != 0;
  if (alpha) png_set_gray_to_rgb(png_);  // a background may have a color
  passes_ = png_set_interlace_handling(png_);
  png_read_update_info(png_, info_);
  return true;
}

bool PngReader::rows_step(cv::Mat& pixels) {
  if (setjmp(png_jmpbuf(png_)) != 0) return false;
  for (int pass = 0; pass < passes_; ++pass) {
    for (int y = 0; y < pixels.rows; ++y) png_read_row(png_, pixels.ptr(y), nullptr);
  }
  png_read_end(png_, nullptr);
  return true;
}

}  // namespace

PictureHeader read_png_header(std::string_view bytes) {
  if (bytes.size() >= kSignature.size() && !bytes.starts_with(kSignature))
    throw damaged_picture("its signature is not PNG's, as if it had been transferred as text");
  const ByteReader reader{bytes, std::endian::big};
  if (!reader.has(0, 26)) throw truncated_header(bytes.size());
  if (bytes.substr(8, 8) != "\0\0\0\x0dIHDR"sv) throw damaged_picture("it begins with no header");
  PictureHeader header{.format = PictureFormat::kPng};
  header.width = reader.u32(16);
  header.height = reader.u32(20);
  const std::uint32_t type = reader.u8(25);
  header.channels = (type & PNG_COLOR_MASK_COLOR) != 0 ? 3 : 1;
  header.alpha = (type & PNG_COLOR_MASK_ALPHA) != 0;
  header.bits = type == PNG_COLOR_TYPE_PALETTE ? 8 : reader.u8(24);
  read_chunks(reader, header);
  return header;
}

cv::Mat decode_png(std::string_view bytes) {
  require_whole_chunks({bytes, std::endian::big});
  return PngReader(bytes).read();
}

}  // namespace codegrid
