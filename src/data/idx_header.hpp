#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "data/stored_numbers.hpp"

namespace codegrid {

enum class IdxKind {
  kImages,  ///< Three dimensions: count, height, width; or four, with 1 or 3 channels.
  kLabels,  ///< One dimension: count; or two: count, columns. Whole numbers.
};

/// What stands before the values of an IDX file.
struct IdxHeader {
  NumberType type = NumberType::kUint8;
  std::vector<std::int64_t> dimensions;
  std::size_t length() const { return 4 + 4 * dimensions.size(); }
};

/// Whether a file begins as IDX does: two zeros, a type from 0x08 to 0x0E, one to four dimensions.
bool starts_as_idx(std::string_view start);

/// The most bytes that a header of that kind takes.
std::size_t longest_idx_header(IdxKind kind);

/// The header at the start of `bytes`. Throws Error(kBadData): see idx.hpp; of `bytes` that begin
/// with no two zeros, it says what they are.
IdxHeader read_idx_header(std::string_view bytes, IdxKind kind, const std::string& name);

/// Of the whole file, in bytes. Throws where it is zero values or more than can be counted.
std::uint64_t stated_idx_length(const IdxHeader& header, const std::string& name);

/// The header of a whole file; each dimension is at least 1, and `bytes` are as long as it says.
IdxHeader check_idx(std::string_view bytes, IdxKind kind, const std::string& name);

/// What begins with `bytes` when it is unpacked, and is no IDX file.
Error no_idx_inside_gzip(std::string_view bytes, IdxKind kind, const std::string& name);

}  // namespace codegrid
