#pragma once

#include <cstdint>
#include <string_view>

#include "image/tiff_header.hpp"

namespace codegrid {

/// Throws Error(kBadData) where pixels of the page are missing, since libtiff fills their place
/// with zeros, and OpenCV takes that for the picture: a strip or tile that goes beyond the file, or
/// whose bytes unpack to fewer than its pixels take. Of fax and JPEG compression only the ends are
/// looked at. A damage that unpacks to other pixels is not seen: TIFF has no checksums.
void require_all_pixels(const TiffPage& page, std::string_view bytes);

/// Whether `packed` unpacks to `size` bytes at least, by a compression that TIFF names: none, LZW,
/// Deflate, PackBits.
bool unpacks_to(std::uint32_t compression, std::string_view packed, std::int64_t size);

}  // namespace codegrid
