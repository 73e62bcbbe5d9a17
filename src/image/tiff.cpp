#include "image/tiff.hpp"

#include <cstdint>
#include <opencv2/imgproc.hpp>
#include <string>

#include "image/opencv_decode.hpp"
#include "image/tiff_header.hpp"
#include "image/tiff_pieces.hpp"

namespace codegrid {
namespace {

void set_number(std::string& bytes, std::uint64_t place, int size, std::endian order,
                std::int64_t value) {
  for (int i = 0; i < size; ++i) {
    const int shift = 8 * (order == std::endian::little ? i : size - 1 - i);
    bytes[static_cast<std::size_t>(place) + static_cast<std::size_t>(i)] =
        static_cast<char>(value >> shift & 0xFF);
  }
}

// OpenCV takes memory for as many rows as a strip is said to have, be the picture ever so small.
bool has_long_strips(const TiffPage& page) {
  return !page.tiled && page.rows_place != 0 && page.rows_per_strip > page.height;
}

bool is_read_as_it_is(const TiffPage& page) {
  return page.orientation_place == 0 && page.alpha != TiffAlpha::kStraight &&
         !has_long_strips(page);
}

// With fields set so that libtiff leaves pixels as they are stored. It would turn some orientations
// within each strip; and it would multiply by straight alpha, and round.
std::string without_changes(std::string_view bytes, const TiffPage& page) {
  std::string changed(bytes);
  if (page.orientation_place != 0) set_number(changed, page.orientation_place, 2, page.order, 1);
  if (page.alpha == TiffAlpha::kStraight) set_number(changed, page.alpha_place, 2, page.order, 1);
  if (has_long_strips(page))
    set_number(changed, page.rows_place, page.rows_size, page.order, page.height);
  return changed;
}

}  // namespace

StoredPicture decode_tiff(std::string_view bytes) {
  const TiffPage page = read_tiff_page(bytes);
  require_all_pixels(page, bytes);
  const OpenCvColor color =
      page.photometric == tiff::kPalette ? OpenCvColor::kColor : OpenCvColor::kAsStored;
  StoredPicture picture;
  picture.pixels = is_read_as_it_is(page) ? opencv_decode(bytes, color)
                                          : opencv_decode(without_changes(bytes, page), color);
  picture.premultiplied = page.alpha == TiffAlpha::kPremultiplied;
  if (picture.pixels.channels() == 4 && page.alpha == TiffAlpha::kNone)
    cv::cvtColor(picture.pixels, picture.pixels, cv::COLOR_RGBA2RGB);
  // libtiff's conversion to 8 bits has done it there.
  if (page.bits == 16 && page.photometric == tiff::kWhiteIsZero)
    cv::subtract(cv::Scalar(65535), picture.pixels, picture.pixels);
  return picture;
}

}  // namespace codegrid
