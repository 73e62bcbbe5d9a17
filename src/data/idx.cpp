#include "data/idx.hpp"

#include <ATen/Functions.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstring>
#include <limits>
#include <utility>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/mapped_file.hpp"
#include "data/gzip.hpp"

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

void check_magic(std::string_view bytes, IdxKind kind, const std::string& name) {
  if (bytes.empty()) throw data_error(fmt::format("{}: is empty; {}", name, expected(kind)));
  if (bytes.size() < 4) {
    throw data_error(fmt::format("{}: ends after {} of the 4 magic bytes; {}", name, bytes.size(),
                                 expected(kind)));
  }
  if (byte_at(bytes, 0) != 0 || byte_at(bytes, 1) != 0) {
    throw data_error(fmt::format("{}: starts with {:02x} {:02x} {:02x} {:02x}; {}", name,
                                 byte_at(bytes, 0), byte_at(bytes, 1), byte_at(bytes, 2),
                                 byte_at(bytes, 3), expected(kind)));
  }
  if (byte_at(bytes, 2) != kUnsignedByte) {
    throw data_error(
        fmt::format("{}: holds values of IDX type 0x{:02x}, expected 0x08 (unsigned byte)", name,
                    byte_at(bytes, 2)));
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

// Of the whole file. Throws where it is zero values or more than can be counted.
std::uint64_t stated_length(const std::vector<std::int64_t>& dimensions, IdxKind kind,
                            const std::string& name) {
  std::uint64_t values = 1;
  bool overflows = false;
  for (const std::int64_t dimension : dimensions) {
    if (dimension == 0) {
      throw data_error(fmt::format("{}: its header says {}, expected at least 1 of each", name,
                                   fmt::join(dimensions, " x ")));
    }
    const auto factor = static_cast<std::uint64_t>(dimension);
    overflows |= values > std::numeric_limits<std::int64_t>::max() / factor;
    values = overflows ? 0 : values * factor;
  }
  const std::uint64_t header = header_length(kind);
  if (overflows || values > std::numeric_limits<std::int64_t>::max() - header) {
    throw data_error(fmt::format("{}: its header says {}, more values than any file holds", name,
                                 fmt::join(dimensions, " x ")));
  }
  return values + header;
}

}  // namespace

std::vector<std::int64_t> check_idx(std::string_view bytes, IdxKind kind, const std::string& name) {
  std::vector<std::int64_t> dimensions = read_dimensions(bytes, kind, name);
  const std::uint64_t length = stated_length(dimensions, kind, name);
  if (bytes.size() != length) {
    throw data_error(fmt::format(
        "{}: is {}: {} bytes found, {} expected (a header of {} and {} {})", name,
        bytes.size() < length ? "truncated" : "too long", bytes.size(), length, header_length(kind),
        fmt::join(dimensions, " x "), length - header_length(kind) == 1 ? "value" : "values"));
  }
  return dimensions;
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
  return gunzip(bytes, stated_length(read_dimensions(start, kind, name), kind, name), name);
}

IdxFile read_idx_file(const std::filesystem::path& path, IdxKind kind) {
  auto file = std::make_shared<const MappedFile>(path, ExitCode::kBadData);
  Source source{path.string(), sha256_hex(file->bytes())};
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
