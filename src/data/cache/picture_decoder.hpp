#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cache/cache_format.hpp"
#include "cache/cache_writer.hpp"
#include "data/cache/decoded_pictures.hpp"
#include "data/sources/picture_list.hpp"
#include "image/options.hpp"

namespace codegrid {

/// Decodes a list of pictures, chunk by chunk, into a cache file in bounded memory: while one chunk
/// is read and decoded, the one before is written.
class PictureDecoder {
 public:
  /// All have to outlive it.
  PictureDecoder(const PictureList& list, const ImageOptions& options, CacheWriter& writer,
                 const OnDecoded& on_decoded);

  /// Writes the pixels of all pictures that can be decoded, packed, in the list's order, and gives
  /// the index of them and of the others; `key` is left empty. Throws Error as read_listed_file and
  /// CacheWriter do, once the program is asked to stop, and what on_decoded throws.
  CacheIndex decode();

 private:
  // Pictures that lie beside each other in a chunk and, from `place` on, in the file.
  struct Run {
    std::int64_t first;
    std::int64_t count;
    std::int64_t place;
  };
  struct Chunk {
    std::int64_t first = 0;  // place in the list
    std::int64_t count = 0;
    std::vector<std::uint8_t> pixels;
    std::vector<std::string> reasons;  // of each: why it is bad; empty where it is good
    std::vector<Run> runs;             // of the good ones
  };

  void begin(Chunk& chunk, std::int64_t first) const;
  void decode_one(Chunk& chunk, std::int64_t i, std::vector<char>& buffer) const;
  void settle(Chunk& chunk);
  void write(const Chunk& chunk, const Run& run);

  const PictureList& list_;
  const ImageOptions& options_;
  CacheWriter& writer_;
  const OnDecoded& on_decoded_;
  std::int64_t picture_bytes_;
  std::int64_t chunk_pictures_;
  CacheIndex index_;
};

}  // namespace codegrid
