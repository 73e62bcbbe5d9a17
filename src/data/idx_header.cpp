#include "data/idx_header.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <optional>
#include <string_view>

#include "core/file_kind.hpp"
#include "core/text_table.hpp"

namespace codegrid {
namespace {

std::size_t fewest_dimensions(IdxKind kind) { return kind == IdxKind::kImages ? 3 : 1; }
std::size_t most_dimensions(IdxKind kind) { return fewest_dimensions(kind) + 1; }

unsigned char byte_at(std::string_view bytes, std::size_t index) {
  return static_cast<unsigned char>(bytes[index]);
}

std::string expected(IdxKind kind) {
  return kind == IdxKind::kImages
             ? "expected an IDX image file: 00 00 08 03, then count, height and width"
             : "expected an IDX label file: 00 00 08 01, then the count";
}

struct IdxType {
  unsigned char mark;
  NumberType type;
  std::string_view name;  // in the words of the format
};
constexpr std::array<IdxType, 6> kIdxTypes{{
    {0x08, NumberType::kUint8, "unsigned bytes"},
    {0x09, NumberType::kInt8, "signed bytes"},
    {0x0B, NumberType::kInt16, "16-bit integers"},
    {0x0C, NumberType::kInt32, "32-bit integers"},
    {0x0D, NumberType::kFloat32, "32-bit floats"},
    {0x0E, NumberType::kFloat64, "64-bit floats"},
}};

// Null: IDX has no such type.
const IdxType* idx_type(unsigned char mark) {
  const auto* found = std::ranges::find(kIdxTypes, mark, &IdxType::mark);
  return found == kIdxTypes.end() ? nullptr : found;
}

// The four bytes of the magic number in the order of most desktop processors.
bool is_reversed_magic(std::string_view bytes) {
  return byte_at(bytes, 3) == 0 && byte_at(bytes, 2) == 0 && byte_at(bytes, 0) >= 1 &&
         byte_at(bytes, 0) <= 4 && idx_type(byte_at(bytes, 1)) != nullptr;
}

constexpr std::string_view kBigEndian =
    "IDX is big-endian, the highest byte of each number first: write the file again so";

enum class Packing { kNone, kGzip };

// What does not begin with two zero bytes: `bytes` are its first ones, as they are once unpacked.
Error no_idx_file(std::string_view bytes, Packing packing, IdxKind kind, const std::string& name) {
  if (const std::optional<FileKind> found = file_kind(bytes)) {
    const std::string is = packing == Packing::kNone
                               ? fmt::format("is {}", found->what)
                               : fmt::format("holds {} inside gzip", found->what);
    const std::string_view advice = kind == IdxKind::kLabels && is_of_pictures(*found)
                                        ? "the labels of all images go into one file of numbers"
                                        : found->advice;
    return data_error(fmt::format("{}: {}; {}; {}", name, is, expected(kind), advice));
  }
  const std::string hex = fmt::format("{:02x} {:02x} {:02x} {:02x}", byte_at(bytes, 0),
                                      byte_at(bytes, 1), byte_at(bytes, 2), byte_at(bytes, 3));
  if (is_reversed_magic(bytes))
    return data_error(
        fmt::format("{}: its header is little-endian ({}); {}", name, hex, kBigEndian));
  return data_error(fmt::format("{}: starts with {}; {}", name, hex, expected(kind)));
}

NumberType read_type(unsigned char mark, IdxKind kind, const std::string& name) {
  const IdxType* type = idx_type(mark);
  if (type == nullptr) {
    throw data_error(
        fmt::format("{}: holds values of a type that IDX does not have (IDX type 0x{:02x}), "
                    "expected unsigned bytes (0x08)",
                    name, mark));
  }
  if (kind == IdxKind::kLabels && is_float(type->type)) {
    throw data_error(fmt::format(
        "{}: holds {} (IDX type 0x{:02x}), expected labels as whole numbers, unsigned bytes (0x08) "
        "say",
        name, type->name, mark));
  }
  return type->type;
}

void check_magic(std::string_view bytes, IdxKind kind, const std::string& name) {
  if (bytes.empty()) throw data_error(fmt::format("{}: is empty; {}", name, expected(kind)));
  if (bytes.size() < 4) {
    throw data_error(fmt::format("{}: ends after {} of the 4 magic bytes; {}", name, bytes.size(),
                                 expected(kind)));
  }
  if (byte_at(bytes, 0) != 0 || byte_at(bytes, 1) != 0)
    throw no_idx_file(bytes, Packing::kNone, kind, name);
}

// The number of all values, or nothing where that is more than can be counted with the header.
std::optional<std::uint64_t> product(const IdxHeader& header) {
  const std::uint64_t most = (std::numeric_limits<std::int64_t>::max() - 64) / size_of(header.type);
  std::uint64_t values = 1;
  for (const std::int64_t dimension : header.dimensions) {
    const auto factor = static_cast<std::uint64_t>(dimension);
    if (factor != 0 && values > most / factor) return std::nullopt;
    values *= factor;
  }
  return values;
}

// The dimensions, where a little-endian writer meant them so: 60000 is then stated as 1625948160.
IdxHeader reversed(IdxHeader header) {
  for (std::int64_t& dimension : header.dimensions) {
    dimension = (dimension & 0xFF) << 24 | (dimension & 0xFF00) << 8 | (dimension >> 8 & 0xFF00) |
                dimension >> 24;
  }
  return header;
}

// Whether each is the smaller one when it is read the other way round.
bool looks_reversed(const IdxHeader& header) {
  return std::ranges::equal(reversed(header).dimensions, header.dimensions, std::ranges::less());
}

Error little_endian(const IdxHeader& header, const std::string& name) {
  return data_error(fmt::format("{}: its header says {}, which is {} in little-endian order; {}",
                                name, fmt::join(header.dimensions, " x "),
                                fmt::join(reversed(header).dimensions, " x "), kBigEndian));
}

// In bytes, of `values`.
std::uint64_t length_with(const IdxHeader& header, std::uint64_t values) {
  return header.length() + values * size_of(header.type);
}

}  // namespace

bool starts_as_idx(std::string_view start) {
  return start.size() >= 4 && start[0] == '\0' && start[1] == '\0' && start[2] >= 0x08 &&
         start[2] <= 0x0E && start[3] >= 1 && start[3] <= 4;
}

std::size_t longest_idx_header(IdxKind kind) { return 4 + 4 * most_dimensions(kind); }

IdxHeader read_idx_header(std::string_view bytes, IdxKind kind, const std::string& name) {
  check_magic(bytes, kind, name);
  IdxHeader header;
  header.type = read_type(byte_at(bytes, 2), kind, name);
  const std::size_t dimensions = byte_at(bytes, 3);
  if (dimensions < fewest_dimensions(kind) || dimensions > most_dimensions(kind)) {
    throw data_error(
        fmt::format("{}: its number of dimensions is {}; {}", name, dimensions, expected(kind)));
  }
  header.dimensions.resize(dimensions);
  if (bytes.size() < header.length()) {
    throw data_error(fmt::format("{}: ends after {} of the header's {} bytes; {}", name,
                                 bytes.size(), header.length(), expected(kind)));
  }
  for (std::size_t i = 0; i < dimensions; ++i) {
    const std::size_t at = 4 + 4 * i;
    header.dimensions[i] = (std::int64_t{byte_at(bytes, at)} << 24) |
                           (byte_at(bytes, at + 1) << 16) | (byte_at(bytes, at + 2) << 8) |
                           byte_at(bytes, at + 3);
  }
  return header;
}

std::uint64_t stated_idx_length(const IdxHeader& header, const std::string& name) {
  if (std::ranges::find(header.dimensions, 0) != header.dimensions.end()) {
    throw data_error(fmt::format("{}: its header says {}, expected at least 1 of each", name,
                                 fmt::join(header.dimensions, " x ")));
  }
  if (const std::optional<std::uint64_t> values = product(header))
    return length_with(header, *values);
  if (looks_reversed(header)) throw little_endian(header, name);
  throw data_error(fmt::format("{}: its header says {}, more values than any file holds", name,
                               fmt::join(header.dimensions, " x ")));
}

IdxHeader check_idx(std::string_view bytes, IdxKind kind, const std::string& name) {
  IdxHeader header = read_idx_header(bytes, kind, name);
  const std::uint64_t length = stated_idx_length(header, name);
  if (bytes.size() == length) return header;
  if (const auto other = product(reversed(header));
      other && length_with(header, *other) == bytes.size())
    throw little_endian(header, name);
  const std::size_t size = size_of(header.type);
  throw data_error(fmt::format("{}: is {}: {} found, {} expected (a header of {} and {} {}{})",
                               name, bytes.size() < length ? "truncated" : "too long",
                               counted(bytes.size(), "byte", "bytes"), with_commas(length),
                               header.length(), fmt::join(header.dimensions, " x "),
                               length - header.length() == size ? "value" : "values",
                               size == 1 ? "" : fmt::format(" of {} bytes", size)));
}

Error no_idx_inside_gzip(std::string_view bytes, IdxKind kind, const std::string& name) {
  return no_idx_file(bytes, Packing::kGzip, kind, name);
}

}  // namespace codegrid
