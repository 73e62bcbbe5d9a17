#pragma once

#include <filesystem>
#include <string>

#include "cache/cache_format.hpp"
#include "cache/cache_writer.hpp"
#include "support/fixtures.hpp"

namespace codegrid {

inline std::string some_key(char letter = 'a') { return std::string(kCacheKeyLength, letter); }

/// Of two pictures of 1 x 2 x 3 with labels, and one that was left out.
inline CacheIndex some_index(const std::string& key = some_key()) {
  CacheIndex index;
  index.key = key;
  index.shape = {1, 2, 3};
  index.labels = {7, -1};
  index.names.add("a.png");
  index.names.add("folder/b\n.png");
  index.left_out.add("c.txt");
  index.reasons.add("is a text");
  index.root = "/pictures";
  return index;
}

inline constexpr std::string_view kSomePixels = "abcdefghijkl";

inline void write_cache_file(const std::filesystem::path& folder, const CacheIndex& index) {
  CacheWriter writer(folder, index.key, 10'000);
  writer.write_pixels(0, kSomePixels);
  writer.publish(index);
}

/// The bytes of such a file, which begin at a multiple of 8.
inline std::string cache_bytes(const CacheIndex& index) {
  const CacheFrame frame = cache_frame(index);
  std::string bytes = frame.header + std::string(kSomePixels);
  bytes.resize(frame.index_offset, '\0');
  return bytes + frame.index;
}

}  // namespace codegrid
