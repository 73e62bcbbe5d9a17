#include "data/idx.hpp"
#include "core/long_digest.hpp"

#include <ATen/Functions.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <limits>
#include <optional>
#include <utility>

#include "core/error.hpp"
#include "core/file_kind.hpp"
#include "core/mapped_file.hpp"
#include "data/gzip.hpp"
#include "data/similar_file.hpp"

namespace codegrid {
namespace {

constexpr unsigned char kUnsignedByte = 0x08;

std::size_t dimension_count(IdxKind kind) { return kind == IdxKind::kImages ? 3 : 1; }
std::size_t header_length(IdxKind kind) { return 4 + 4 * dimension_count(kind); }

unsigned char byte_at(std::string_view bytes, std::size_t index) {
  return static_cast<unsigned char>(bytes[index]);
}

std::string expected(IdxKind kind) {
  return kind == IdxKind::kImages
             ? "expected an IDX image file: 00 00 08 03, then count, height and width"
             : "expected an IDX label file: 00 00 08 01, then the count";
}

// In the words of the format: "32-bit floats".
std::string_view type_name(unsigned char type) {
  switch (type) {
    case 0x09:
      return "signed bytes";
    case 0x0B:
      return "16-bit integers";
    case 0x0C:
      return "32-bit integers";
    case 0x0D:
      return "32-bit floats";
    case 0x0E:
      return "64-bit floats";
    default:
      return "values of a type that IDX does not have";
  }
}

// The four bytes of the magic number in the order of most desktop processors.
bool is_reversed_magic(std::string_view bytes) {
  return byte_at(bytes, 3) == 0 && byte_at(bytes, 2) == 0 && byte_at(bytes, 1) == kUnsignedByte &&
         (byte_at(bytes, 0) == 1 || byte_at(bytes, 0) == 3);
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
    return data_error(fmt::format("{}: {}; {}; {}", name, is, expected(kind), found->advice));
  }
  const std::string hex = fmt::format("{:02x} {:02x} {:02x} {:02x}", byte_at(bytes, 0),
                                      byte_at(bytes, 1), byte_at(bytes, 2), byte_at(bytes, 3));
  if (is_reversed_magic(bytes))
    return data_error(
        fmt::format("{}: its header is little-endian ({}); {}", name, hex, kBigEndian));
  return data_error(fmt::format("{}: starts with {}; {}", name, hex, expected(kind)));
}

void check_magic(std::string_view bytes, IdxKind kind, const std::string& name) {
  if (bytes.empty()) throw data_error(fmt::format("{}: is empty; {}", name, expected(kind)));
  if (bytes.size() < 4) {
    throw data_error(fmt::format("{}: ends after {} of the 4 magic bytes; {}", name, bytes.size(),
                                 expected(kind)));
  }
  if (byte_at(bytes, 0) != 0 || byte_at(bytes, 1) != 0)
    throw no_idx_file(bytes, Packing::kNone, kind, name);
  if (byte_at(bytes, 2) != kUnsignedByte) {
    throw data_error(fmt::format("{}: holds {} (IDX type 0x{:02x}), expected unsigned bytes (0x08)",
                                 name, type_name(byte_at(bytes, 2)), byte_at(bytes, 2)));
  }
  if (byte_at(bytes, 3) != dimension_count(kind)) {
    throw data_error(fmt::format("{}: its number of dimensions is {}; {}", name, byte_at(bytes, 3),
                                 expected(kind)));
  }
}

std::vector<std::int64_t> read_dimensions(std::string_view bytes, IdxKind kind,
                                          const std::string& name) {
  check_magic(bytes, kind, name);
  if (bytes.size() < header_length(kind)) {
    throw data_error(fmt::format("{}: ends after {} of the header's {} bytes; {}", name,
                                 bytes.size(), header_length(kind), expected(kind)));
  }
  std::vector<std::int64_t> dimensions;
  for (std::size_t at = 4; at < header_length(kind); at += 4) {
    dimensions.push_back((std::int64_t{byte_at(bytes, at)} << 24) | (byte_at(bytes, at + 1) << 16) |
                         (byte_at(bytes, at + 2) << 8) | byte_at(bytes, at + 3));
  }
  return dimensions;
}

// The number of all values, or nothing where that is more than can be counted with the header.
std::optional<std::uint64_t> product(const std::vector<std::int64_t>& dimensions) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max() - 64;
  std::uint64_t values = 1;
  for (const std::int64_t dimension : dimensions) {
    const auto factor = static_cast<std::uint64_t>(dimension);
    if (factor != 0 && values > kMost / factor) return std::nullopt;
    values *= factor;
  }
  return values;
}

// The dimensions, where a little-endian writer meant them so: 60000 is then stated as 1625948160.
std::vector<std::int64_t> reversed(std::vector<std::int64_t> dimensions) {
  for (std::int64_t& dimension : dimensions) {
    dimension = (dimension & 0xFF) << 24 | (dimension & 0xFF00) << 8 | (dimension >> 8 & 0xFF00) |
                dimension >> 24;
  }
  return dimensions;
}

// Whether each is the smaller one when it is read the other way round.
bool looks_reversed(const std::vector<std::int64_t>& dimensions) {
  const std::vector<std::int64_t> other = reversed(dimensions);
  return std::ranges::equal(other, dimensions, std::ranges::less());
}

Error little_endian(const std::vector<std::int64_t>& dimensions, const std::string& name) {
  return data_error(fmt::format("{}: its header says {}, which is {} in little-endian order; {}",
                                name, fmt::join(dimensions, " x "),
                                fmt::join(reversed(dimensions), " x "), kBigEndian));
}

// Of the whole file. Throws where it is zero values or more than can be counted.
std::uint64_t stated_length(const std::vector<std::int64_t>& dimensions, IdxKind kind,
                            const std::string& name) {
  if (std::ranges::find(dimensions, 0) != dimensions.end()) {
    throw data_error(fmt::format("{}: its header says {}, expected at least 1 of each", name,
                                 fmt::join(dimensions, " x ")));
  }
  const std::optional<std::uint64_t> values = product(dimensions);
  if (values) return *values + header_length(kind);
  if (looks_reversed(dimensions)) throw little_endian(dimensions, name);
  throw data_error(fmt::format("{}: its header says {}, more values than any file holds", name,
                               fmt::join(dimensions, " x ")));
}

// What is in a gzip file that does not begin as an IDX file does.
Error no_idx_inside(std::string_view packed, IdxKind kind, const std::string& name) {
  try {
    return no_idx_file(gunzip_start(packed, kFileKindBytes, name), Packing::kGzip, kind, name);
  } catch (const Error& damaged) {
    return damaged;
  }
}

}  // namespace

std::vector<std::int64_t> check_idx(std::string_view bytes, IdxKind kind, const std::string& name) {
  std::vector<std::int64_t> dimensions = read_dimensions(bytes, kind, name);
  const std::uint64_t length = stated_length(dimensions, kind, name);
  if (bytes.size() == length) return dimensions;
  if (const auto other = product(reversed(dimensions));
      other && *other + header_length(kind) == bytes.size()) {
    throw little_endian(dimensions, name);
  }
  throw data_error(fmt::format("{}: is {}: {} bytes found, {} expected (a header of {} and {} {})",
                               name, bytes.size() < length ? "truncated" : "too long", bytes.size(),
                               length, header_length(kind), fmt::join(dimensions, " x "),
                               length - header_length(kind) == 1 ? "value" : "values"));
}

at::Tensor parse_idx_labels(std::string_view bytes, const std::string& name) {
  const std::vector<std::int64_t> dimensions = check_idx(bytes, IdxKind::kLabels, name);
  at::Tensor labels = at::empty(dimensions, at::kByte);
  const std::string_view values = bytes.substr(header_length(IdxKind::kLabels));
  std::memcpy(labels.mutable_data_ptr<std::uint8_t>(), values.data(), values.size());
  return labels.to(at::kLong);
}

std::string unpack_idx(std::string_view bytes, IdxKind kind, const std::string& name) {
  if (!is_gzip(bytes)) return std::string(bytes);
  const std::string start = gunzip_start(bytes, header_length(kind), name);
  if (start.size() >= 4 && !start.starts_with(std::string_view("\0\0", 2)))
    throw no_idx_inside(bytes, kind, name);
  return gunzip(bytes, stated_length(read_dimensions(start, kind, name), kind, name), name);
}

IdxFile read_idx_file(const std::filesystem::path& path, IdxKind kind) {
  require_file(path);
  auto file = std::make_shared<const MappedFile>(path, ExitCode::kBadData);
  Source source{path.string(), long_sha256_hex(file->bytes())};
  if (!is_gzip(file->bytes())) return {file, file->bytes(), std::move(source)};
  auto unpacked =
      std::make_shared<const std::string>(unpack_idx(file->bytes(), kind, path.string()));
  return {unpacked, *unpacked, std::move(source)};
}

at::Tensor parse_idx_images(const IdxFile& file) {
  const std::vector<std::int64_t> dimensions =
      check_idx(file.bytes, IdxKind::kImages, file.source.path);
  const char* values = file.bytes.substr(header_length(IdxKind::kImages)).data();
  // from_blob wants what it could write to; nothing writes to images.
  return at::from_blob(
      const_cast<char*>(values), {dimensions[0], 1, dimensions[1], dimensions[2]},
      [owner = file.owner](void*) {}, at::kByte);
}

}  // namespace codegrid
