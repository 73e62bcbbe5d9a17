#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "data/image_set.hpp"

namespace codegrid {

/// IDX, the format of MNIST (LeCun et al. 1998): two zero bytes, a type byte (0x08: unsigned byte),
/// the number of dimensions, each dimension as a big-endian uint32, then the values. Every function
/// checks magic, type, dimensions (no zero, no product that overflows) and the exact length before
/// memory is taken, and throws Error(kBadData) naming `name`, what was found and what was expected.

enum class IdxKind {
  kImages,  ///< Three dimensions: count, height, width.
  kLabels,  ///< One dimension: count.
};

/// The dimensions that the header of `bytes` states, each at least 1; `bytes` is as long as they
/// say.
std::vector<std::int64_t> check_idx(std::string_view bytes, IdxKind kind, const std::string& name);

/// Label file [N] -> [N] int64, 0 to 255.
at::Tensor parse_idx_labels(std::string_view bytes, const std::string& name);

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

/// Image file [N, H, W] -> [N, 1, H, W] uint8, no copy: the images share the owner of the bytes.
at::Tensor parse_idx_images(const IdxFile& file);

}  // namespace codegrid
