#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "data/idx_header.hpp"
#include "data/image_layout.hpp"
#include "data/image_set.hpp"

namespace codegrid {

/// IDX, the format of MNIST (LeCun et al. 1998): two zero bytes, a type byte (0x08: unsigned byte),
/// the number of dimensions, each dimension as a big-endian uint32, then the values, big-endian.
/// Every function checks magic, type, dimensions (no zero, no product that overflows) and the exact
/// length before memory is taken, and throws Error(kBadData) naming `name`, what was found and what
/// was expected.

/// Label file [N] of whole numbers from 0 on -> [N] int64; of a file [N, K], the column `column`.
at::Tensor parse_idx_labels(std::string_view bytes, const std::string& name,
                            std::int64_t column = 0);

/// `bytes`, unpacked where they are gzip, and then exactly as long as their IDX header says: a
/// short file never takes much memory, whatever its header claims. Plain bytes come back unchecked.
std::string unpack_idx(std::string_view bytes, IdxKind kind, const std::string& name);

/// A file as it lies on disk: what is in it and the record of it.
struct IdxFile {
  std::shared_ptr<const void> owner;  ///< Of the bytes.
  std::string_view bytes;             ///< Unpacked, not checked yet.
  Source source;
};

/// Opens `path`, .gz or not. A plain file is mapped, not read, and so may be larger than memory.
/// Throws Error(kBadData) with the system's reason where it cannot be read; see unpack_idx.
IdxFile read_idx_file(const std::filesystem::path& path, IdxKind kind);

/// Image file [N, H, W], [N, C, H, W] or [N, H, W, C] -> [N, C, H, W] uint8, pixels as pixels_of
/// has them. Unsigned bytes of grey images or with channels first are not copied: the images share
/// the owner of the bytes. kColumns (EMNIST): the file has width before height.
at::Tensor parse_idx_images(const IdxFile& file, PixelOrder order = PixelOrder::kRows);

}  // namespace codegrid
