#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace codegrid {

/// A file of decoded pictures. Its parts follow each other:
///   header   kCachePage bytes: magic, version, counts, lengths, key, SHA-256 of header and index
///   pixels   [N, channels, height, width] uint8, then zeros up to a multiple of 8
///   index    labels int64 [N], where there are any; where each name, each left out name and each
///            reason ends in its text, uint64 [N], [S], [S]; the three texts; the pictures' root
/// Numbers are little-endian. There is no time and no path of the cache in it: the same pictures
/// give the same bytes.
constexpr std::uint64_t kCacheVersion = 1;
constexpr std::size_t kCachePage = 4096;     ///< Bytes before the pixels, which begin on a page.
constexpr std::size_t kCacheKeyLength = 64;  ///< A SHA-256 in hexadecimal.

/// Texts, one after the other.
struct TextsView {
  std::span<const std::uint64_t> ends;  ///< Where each ends in `text`.
  std::string_view text;

  std::size_t size() const { return ends.size(); }
  std::string_view operator[](std::size_t index) const {
    const std::uint64_t begin = index == 0 ? 0 : ends[index - 1];
    return text.substr(begin, ends[index] - begin);
  }
};

struct OwnedTexts {
  std::vector<std::uint64_t> ends;
  std::string text;

  void add(std::string_view one) {
    text += one;
    ends.push_back(text.size());
  }
};

struct CachedShape {
  std::int64_t channels = 0;
  std::int64_t height = 0;
  std::int64_t width = 0;

  std::int64_t bytes() const { return channels * height * width; }
  bool operator==(const CachedShape&) const = default;
};

/// What is known of the pictures of a cache file but their pixels.
struct CacheIndex {
  std::string key;  ///< kCacheKeyLength characters: the SHA-256 of what they are made from.
  CachedShape shape;
  std::vector<std::int64_t> labels;  ///< [N], or empty: they have none.
  OwnedTexts names;                  ///< [N].
  OwnedTexts left_out;               ///< [S]: names of those that could not be decoded.
  OwnedTexts reasons;                ///< [S].
  std::string root;                  ///< The folder that names are relative to.
};

/// A cache file, as it lies in memory.
struct CacheView {
  std::string_view key;
  CachedShape shape;
  std::string_view pixels;               ///< [N, channels, height, width].
  std::span<const std::int64_t> labels;  ///< [N], or empty.
  TextsView names;                       ///< [N].
  TextsView left_out;                    ///< [S].
  TextsView reasons;                     ///< [S].
  std::string_view root;
};

/// What stands before and behind the pixels of a cache file.
struct CacheFrame {
  std::string header;  ///< At 0, kCachePage bytes.
  std::string index;   ///< At index_offset, after zeros.
  std::uint64_t index_offset = 0;
};
CacheFrame cache_frame(const CacheIndex& index);

/// Whether these first bytes of a file are those of a cache file, of any version.
bool is_cache_file(std::string_view bytes);

/// The parts of the cache file in `bytes`, which begin at a multiple of 8; nothing is copied.
/// Throws Error(kBadData), whose message is the reason alone, without a name: no cache file, of
/// another version, truncated, longer than it says, header or index damaged.
CacheView parse_cache_file(std::string_view bytes);

}  // namespace codegrid
