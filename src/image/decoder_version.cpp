#include "image/decoder_version.hpp"

#include <fmt/format.h>
// The C library's types come before its header.
#include <cstddef>
#include <cstdio>

#include <jpeglib.h>
#include <png.h>

#include <opencv2/core/utility.hpp>

namespace codegrid {
namespace {

constexpr int kDecoderVersion = 1;

#ifdef LIBJPEG_TURBO_VERSION
#define CODEGRID_TEXT_OF(tokens) #tokens
#define CODEGRID_VALUE_OF(macro) CODEGRID_TEXT_OF(macro)
constexpr const char* kLibjpeg = "libjpeg-turbo " CODEGRID_VALUE_OF(LIBJPEG_TURBO_VERSION);
#undef CODEGRID_VALUE_OF
#undef CODEGRID_TEXT_OF
#else
constexpr const char* kLibjpeg = "libjpeg";
#endif

}  // namespace

std::string decoder_version() {
  return fmt::format("{}, OpenCV {}, {} ({}), libpng {}", kDecoderVersion, cv::getVersionString(),
                     kLibjpeg, JPEG_LIB_VERSION, png_get_libpng_ver(nullptr));
}

}  // namespace codegrid
