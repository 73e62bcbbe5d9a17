#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "cache/cache_format.hpp"
#include "core/descriptor.hpp"

namespace codegrid {

/// A cache file that is written, for who holds its CacheLock. It appears whole or not at all; of
/// one that is not published nothing is left.
class CacheWriter {
 public:
  /// Throws Error(kFailed) where `folder` cannot be written to, or has less than `most_bytes` free;
  /// it and all the others say how much is needed, and what to do. `what` takes so much.
  CacheWriter(const std::filesystem::path& folder, const std::string& key, std::uint64_t most_bytes,
              std::string_view what = "the decoded pictures");
  ~CacheWriter();
  CacheWriter(const CacheWriter&) = delete;
  CacheWriter& operator=(const CacheWriter&) = delete;

  /// Puts `pixels` behind the first `offset` bytes of pixels. Several threads may write at once.
  void write_pixels(std::uint64_t offset, std::string_view pixels);
  /// Writes the rest, flushes it to the disk and puts it in its place.
  void publish(const CacheIndex& index);

 private:
  void write_at(std::uint64_t offset, std::string_view bytes);
  [[noreturn]] void fail(int error) const;

  std::filesystem::path path_;
  std::filesystem::path unfinished_;  // empty once it is in its place
  std::uint64_t most_bytes_;
  std::string what_;
  Descriptor descriptor_;
};

}  // namespace codegrid
