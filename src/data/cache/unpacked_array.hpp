#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "data/sources/npz_archive.hpp"

namespace codegrid {

/// Where arrays go that are packed in an archive and larger than memory may be.
struct ArrayCache {
  std::filesystem::path folder;  ///< Empty: picture_cache_folder().
  /// Bytes; an array of up to so many is unpacked into memory instead, each time anew.
  std::uint64_t most_in_memory = std::uint64_t{1} << 28;
  /// Called with how many bytes of how many are unpacked; it may throw. May be empty.
  std::function<void(std::uint64_t done, std::uint64_t of)> on_unpacked{};
};

/// An array of an archive, unpacked.
struct PackedArray {
  std::filesystem::path file;  ///< The archive.
  std::string sha256;          ///< Of the archive's bytes.
  std::string array;
  std::uint64_t bytes = 0;  ///< Of its .npy file, as its header says.
};

/// The bytes of the .npy file of `packed` in `archive`, mapped: out of a cache file where it was
/// unpacked before, else unpacked into one, piece by piece. The cache file is keyed by the
/// archive's digest and the array's name; it appears whole or not at all, and two processes that
/// want the same one unpack it once. One that is damaged is made again, and a warning says why.
/// Throws as NpzArchive::unpack does, and Error(kFailed) where the cache cannot be written.
OwnedBytes unpacked_array(const NpzArchive& archive, const PackedArray& packed,
                          const ArrayCache& cache);

}  // namespace codegrid
