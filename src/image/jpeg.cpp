#include "image/jpeg.hpp"

#include <csetjmp>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>

// These need the ones above.
#include <jerror.h>
#include <jpeglib.h>

#include "image/exif_orientation.hpp"
#include "image/refusal.hpp"

namespace codegrid {
namespace {

using std::string_view_literals::operator""sv;

constexpr int kExifMarker = JPEG_APP0 + 1;
// A progressive picture has some ten. A small file may have thousands, and each goes over all
// pixels.
constexpr int kMostScans = 100;

// What libjpeg says goes here, not to stderr.
struct JpegMessages {
  jpeg_error_mgr manager;  // the first member: libjpeg hands out its address
  std::jmp_buf leave;
  char error[JMSG_LENGTH_MAX];
  char first_warning[JMSG_LENGTH_MAX];
  bool ended;  // the file, before its end mark
};

JpegMessages& messages_of(j_common_ptr jpeg) { return *reinterpret_cast<JpegMessages*>(jpeg->err); }

[[noreturn]] void on_jpeg_error(j_common_ptr jpeg) {
  JpegMessages& messages = messages_of(jpeg);
  messages.manager.format_message(jpeg, messages.error);
  std::longjmp(messages.leave, 1);
}

// Level -1: a warning, of data that libjpeg goes on after. Two are of unusual numbers in a header.
void on_jpeg_message(j_common_ptr jpeg, int level) {
  JpegMessages& messages = messages_of(jpeg);
  const int code = messages.manager.msg_code;
  if (level >= 0 || code == JWRN_JFIF_MAJOR || code == JWRN_ADOBE_XFORM) return;
  if (code == JWRN_JPEG_EOF) messages.ended = true;
  if (messages.manager.num_warnings++ == 0)
    messages.manager.format_message(jpeg, messages.first_warning);
}

void on_jpeg_output(j_common_ptr) {}

void on_jpeg_progress(j_common_ptr jpeg) {
  if (reinterpret_cast<j_decompress_ptr>(jpeg)->input_scan_number <= kMostScans) return;
  JpegMessages& messages = messages_of(jpeg);
  std::snprintf(messages.error, sizeof(messages.error), "more than %d scans", kMostScans);
  std::longjmp(messages.leave, 1);
}

// libjpeg leaves by longjmp, over no object that has a destructor: hence steps that return whether
// they came to their end.
class JpegReader {
 public:
  explicit JpegReader(std::string_view bytes) : bytes_(bytes) {
    jpeg_.err = jpeg_std_error(&messages_.manager);
    messages_.manager.error_exit = on_jpeg_error;
    messages_.manager.emit_message = on_jpeg_message;
    messages_.manager.output_message = on_jpeg_output;
    progress_.progress_monitor = on_jpeg_progress;
  }
  ~JpegReader() { jpeg_destroy_decompress(&jpeg_); }
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;

  const jpeg_decompress_struct& state() const { return jpeg_; }
  void read_header() {
    if (header_step()) return;
    if (messages_.ended) throw truncated_header(bytes_.size());
    throw_error();
  }
  void start(J_COLOR_SPACE space, unsigned reduction) {
    jpeg_.out_color_space = space;
    jpeg_.scale_num = 1;
    jpeg_.scale_denom = reduction;
    if (!start_step()) throw_error();
  }
  void read_rows(cv::Mat& pixels) {
    if (!rows_step(pixels)) throw_error();
    if (messages_.manager.num_warnings > 0) throw damaged_picture(messages_.first_warning);
  }
  int orientation() const;

 private:
  bool header_step();
  bool start_step();
  bool rows_step(cv::Mat& pixels);
  [[noreturn]] void throw_error() const {
    if (messages_.manager.msg_code == JERR_OUT_OF_MEMORY) throw run_error(messages_.error);
    // What came before an error is often its cause.
    throw damaged_picture(messages_.manager.num_warnings > 0 ? messages_.first_warning
                                                             : messages_.error);
  }

  std::string_view bytes_;
  JpegMessages messages_{};
  jpeg_progress_mgr progress_{};
  jpeg_decompress_struct jpeg_{};
};

bool JpegReader::header_step() {
  if (setjmp(messages_.leave) != 0) return false;
  jpeg_create_decompress(&jpeg_);
  jpeg_.progress = &progress_;
  jpeg_mem_src(&jpeg_, reinterpret_cast<const unsigned char*>(bytes_.data()),
               static_cast<unsigned long>(bytes_.size()));
  jpeg_save_markers(&jpeg_, kExifMarker, 0xFFFF);
  jpeg_read_header(&jpeg_, TRUE);
  return true;
}

bool JpegReader::start_step() {
  if (setjmp(messages_.leave) != 0) return false;
  jpeg_start_decompress(&jpeg_);
  return true;
}

bool JpegReader::rows_step(cv::Mat& pixels) {
  if (setjmp(messages_.leave) != 0) return false;
  while (jpeg_.output_scanline < jpeg_.output_height) {
    JSAMPROW row = pixels.ptr(static_cast<int>(jpeg_.output_scanline));
    jpeg_read_scanlines(&jpeg_, &row, 1);
  }
  jpeg_finish_decompress(&jpeg_);
  return true;
}

int JpegReader::orientation() const {
  for (const jpeg_marker_struct* each = jpeg_.marker_list; each != nullptr; each = each->next) {
    const std::string_view data(reinterpret_cast<const char*>(each->data), each->data_length);
    if (each->marker == kExifMarker && data.starts_with("Exif\0\0"sv))
      return exif_orientation(data);
  }
  return 1;
}

J_COLOR_SPACE decoded_space(const jpeg_decompress_struct& jpeg, bool grey) {
  switch (jpeg.jpeg_color_space) {
    case JCS_GRAYSCALE:
      return JCS_GRAYSCALE;
    case JCS_YCbCr:
      return grey ? JCS_GRAYSCALE : JCS_RGB;
    case JCS_RGB:
      return JCS_RGB;
    case JCS_CMYK:
    case JCS_YCCK:
      return JCS_CMYK;
    default:
      throw unreadable_picture(fmt::format("a JPEG picture of {} components", jpeg.num_components));
  }
}

unsigned reduction_to(const jpeg_decompress_struct& jpeg, cv::Size least) {
  for (const unsigned factor : {8U, 4U, 2U}) {
    if (jpeg.image_width / factor >= static_cast<unsigned>(least.width) &&
        jpeg.image_height / factor >= static_cast<unsigned>(least.height)) {
      return factor;
    }
  }
  return 1;
}

// Adobe's programs store each value as 255 - value, and so does everybody who writes their marker.
cv::Mat rgb_of_cmyk(const cv::Mat& cmyk, bool inverted) {
  cv::Mat rgb(cmyk.size(), CV_8UC3);
  for (int y = 0; y < cmyk.rows; ++y) {
    const auto* from = cmyk.ptr<cv::Vec4b>(y);
    auto* to = rgb.ptr<cv::Vec3b>(y);
    for (int x = 0; x < cmyk.cols; ++x) {
      const int light = inverted ? from[x][3] : 255 - from[x][3];
      for (int c = 0; c < 3; ++c) {
        const int value = inverted ? from[x][c] : 255 - from[x][c];
        to[x][c] = static_cast<std::uint8_t>((value * light + 127) / 255);
      }
    }
  }
  return rgb;
}

}  // namespace

PictureHeader read_jpeg_header(std::string_view bytes) {
  JpegReader reader(bytes);
  reader.read_header();
  PictureHeader header{.format = PictureFormat::kJpeg};
  header.height = reader.state().image_height;
  header.width = reader.state().image_width;
  header.channels = reader.state().jpeg_color_space == JCS_GRAYSCALE ? 1 : 3;
  header.bits = reader.state().data_precision;
  header.orientation = reader.orientation();
  return header;
}

cv::Mat decode_jpeg(std::string_view bytes, bool grey, cv::Size least) {
  JpegReader reader(bytes);
  reader.read_header();
  reader.start(decoded_space(reader.state(), grey), reduction_to(reader.state(), least));
  const jpeg_decompress_struct& jpeg = reader.state();
  cv::Mat pixels(static_cast<int>(jpeg.output_height), static_cast<int>(jpeg.output_width),
                 CV_8UC(jpeg.output_components));
  reader.read_rows(pixels);
  return jpeg.out_color_space == JCS_CMYK ? rgb_of_cmyk(pixels, jpeg.saw_Adobe_marker != FALSE)
                                          : pixels;
}

}  // namespace codegrid
