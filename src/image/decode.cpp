#include "image/decode.hpp"

#include <new>
#include <opencv2/core.hpp>

#include "core/error.hpp"
#include "core/library_message.hpp"
#include "image/bmp.hpp"
#include "image/flatten.hpp"
#include "image/jpeg.hpp"
#include "image/opencv_decode.hpp"
#include "image/png.hpp"
#include "image/pnm.hpp"
#include "image/refusal.hpp"
#include "image/tiff.hpp"
#include "image/to_shape.hpp"
#include "image/upright.hpp"
#include "image/webp.hpp"

namespace codegrid {
namespace {

// Twice the size that the picture is scaled to, as it is stored (see decode_jpeg).
cv::Size least_size(const PictureHeader& header, const ImageOptions& options) {
  const cv::Size scaled =
      scaled_size({static_cast<int>(header.width), static_cast<int>(header.height)}, options);
  const auto twice = [](int side) { return side < (1 << 30) ? 2 * side : side; };
  return is_on_its_side(header.orientation) ? cv::Size(twice(scaled.height), twice(scaled.width))
                                            : cv::Size(twice(scaled.width), twice(scaled.height));
}

StoredPicture stored_picture(std::string_view bytes, const PictureHeader& header,
                             const ImageOptions& options) {
  switch (header.format) {
    case PictureFormat::kJpeg:
      return {decode_jpeg(bytes, options.channels == 1, least_size(header, options))};
    case PictureFormat::kPng:
      return {decode_png(bytes)};
    case PictureFormat::kWebp:
      return {decode_webp(bytes)};
    case PictureFormat::kBmp:
      return {decode_bmp(bytes)};
    case PictureFormat::kPnm:
      return {decode_pnm(bytes)};
    case PictureFormat::kTiff:
      break;
  }
  return decode_tiff(bytes);
}

}  // namespace

std::int64_t picture_bytes(const ImageOptions& options) {
  return options.channels * options.height * options.width;
}

PictureHeader decode_picture(std::string_view bytes, const ImageOptions& options,
                             std::uint8_t* to) {
  keep_opencv_to_one_thread();
  const PictureHeader header = read_picture_header(bytes);
  try {
    const StoredPicture stored = stored_picture(bytes, header, options);
    to_shape(upright(flatten(stored, options.background), header.orientation), options, to);
  } catch (const cv::Exception& error) {
    if (error.code == cv::Error::StsNoMem) throw run_error(out_of_memory(error.err));
    throw damaged_picture(cause_in(error.err));
  } catch (const std::bad_alloc&) {
    throw run_error("out of memory");
  }
  return header;
}

}  // namespace codegrid
