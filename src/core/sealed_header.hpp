#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace codegrid {

/// The start of our own binary files: 16 bytes that name the kind, then as little-endian 64-bit
/// numbers the version of the format and what else is to be known, then zeros, and in the last 16
/// bytes the short_digest of all before.
inline constexpr std::size_t kSealedHeaderBytes = 128;
inline constexpr std::size_t kMostHeaderNumbers = 11;

/// What a kind of file is called, and what makes a new one.
struct FileFormat {
  std::string_view magic;  ///< At most 16 bytes.
  std::uint64_t version;
  std::string_view advice;  ///< "group the run again with codegrid-cluster".
};

/// numbers: at most kMostHeaderNumbers.
std::string sealed_header(const FileFormat& format, std::span<const std::uint64_t> numbers);

/// The numbers of the header that `bytes` begin with, kMostHeaderNumbers of them. Throws
/// Error(kBadData) naming the file `name` where it is too short, of another kind or version, or
/// changed.
std::vector<std::uint64_t> read_sealed_header(std::string_view bytes, const FileFormat& format,
                                              const std::string& name);

/// Throws Error(kBadData) unless the file `name` is `expected` bytes long.
void require_length(std::string_view bytes, std::uint64_t expected, const FileFormat& format,
                    const std::string& name);

}  // namespace codegrid
