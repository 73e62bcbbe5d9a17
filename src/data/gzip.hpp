#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace codegrid {

/// True for the two magic bytes of gzip (RFC 1952).
bool is_gzip(std::string_view bytes);

/// What is inside a gzip file of one or more members, checked to its last byte (CRC and length). A
/// member may be followed by zeros, as padding.
/// Memory grows with what comes out, so a small file that claims much costs little.
///   most: refuse output longer than this many bytes, before it is made.
///   name: of the file, for the message.
/// Throws Error(kBadData): damaged, truncated, followed by other bytes, or too long; Error once the
/// program is asked to stop.
std::string gunzip(std::string_view bytes, std::uint64_t most, const std::string& name);

/// The first `count` bytes of what is inside, fewer where there are fewer; whatever follows stays
/// unread and unchecked. Throws Error(kBadData) when damage or truncation comes before them.
std::string gunzip_start(std::string_view bytes, std::uint64_t count, const std::string& name);

}  // namespace codegrid
