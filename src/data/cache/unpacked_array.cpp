#include "data/cache/unpacked_array.hpp"

#include <fmt/format.h>

#include <memory>
#include <string_view>

#include "cache/cache_folder.hpp"
#include "cache/cache_lock.hpp"
#include "cache/cache_writer.hpp"
#include "cache/open_cache_file.hpp"
#include "core/digest.hpp"
#include "core/paths.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

using ArrayFile = std::shared_ptr<const OpenCacheFile>;

// The archive's bytes decide what the array is, wherever it lies.
std::string key_of(const PackedArray& packed) {
  return sha256_hex(
      fmt::format("array {} {} {} {}", kCacheVersion, packed.sha256, packed.bytes, packed.array));
}

// In the list of the cache it is one "picture" of a line of bytes, below its archive.
CacheIndex index_of(const PackedArray& packed, const std::string& key) {
  CacheIndex index;
  index.key = key;
  index.shape = {1, 1, static_cast<std::int64_t>(packed.bytes)};
  index.names.add(packed.array);
  index.root = one_path_of(packed.file).native();
  return index;
}

ArrayFile unpack_to_file(const NpzArchive& archive, const PackedArray& packed,
                         const ArrayCache& cache, const fs::path& folder, const std::string& key) {
  make_cache_folder(folder, "arrays are kept unpacked there");
  const std::unique_ptr<CacheLock> lock = CacheLock::wait_for(folder, key);
  if (ArrayFile file = find_cache_file(folder, key)) return file;
  remove_unfinished(folder);
  const CacheIndex index = index_of(packed, key);
  const CacheFrame frame = cache_frame(index);
  CacheWriter writer(folder, key, frame.index_offset + frame.index.size(), "the unpacked values");
  std::uint64_t done = 0;
  archive.unpack(packed.array, packed.bytes, [&](std::string_view piece) {
    writer.write_pixels(done, piece);
    done += piece.size();
    if (cache.on_unpacked) cache.on_unpacked(done, packed.bytes);
  });
  writer.publish(index);
  return std::make_shared<const OpenCacheFile>(cache_file_of(folder, key), key);
}

}  // namespace

OwnedBytes unpacked_array(const NpzArchive& archive, const PackedArray& packed,
                          const ArrayCache& cache) {
  const fs::path folder = cache.folder.empty() ? picture_cache_folder() : cache.folder;
  const std::string key = key_of(packed);
  ArrayFile file = find_cache_file(folder, key);
  if (file == nullptr) file = unpack_to_file(archive, packed, cache, folder, key);
  return {file, file->view().pixels};
}

}  // namespace codegrid
