#pragma once

#include <cstdint>
#include <string_view>

#include "image/options.hpp"
#include "image/picture_header.hpp"

namespace codegrid {

/// Bytes of one decoded picture: channels * height * width.
std::int64_t picture_bytes(const ImageOptions& options);

/// The picture in the bytes of a file, upright, blended onto the background, brought into the shape
/// that `options` ask for (averaged over areas where it shrinks, bilinear where it grows), written
/// to `to` as planes: [channels, height, width] uint8, picture_bytes(options) of them. One channel
/// of a coloured picture is its luma (ITU-R BT.601). The same bytes give the same picture, on any
/// thread; several threads may decode at once.
/// Throws Error(kBadData), whose message is the reason alone, without a name: as
/// read_picture_header does, and for a file that is truncated or damaged, even where its decoder
/// would make up the rest; Error(kFailed) where memory is short.
PictureHeader decode_picture(std::string_view bytes, const ImageOptions& options, std::uint8_t* to);

}  // namespace codegrid
