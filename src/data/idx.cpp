#include "data/idx.hpp"

#include <ATen/Functions.h>
#include <fmt/format.h>

#include <bit>
#include <memory>
#include <utility>

#include "core/error.hpp"
#include "core/file_kind.hpp"
#include "core/long_digest.hpp"
#include "core/mapped_file.hpp"
#include "data/gzip.hpp"
#include "data/similar_file.hpp"

namespace codegrid {
namespace {

// What is in a gzip file that does not begin as an IDX file does.
Error no_idx_inside(std::string_view packed, IdxKind kind, const std::string& name) {
  try {
    return no_idx_inside_gzip(gunzip_start(packed, kFileKindBytes, name), kind, name);
  } catch (const Error& damaged) {
    return damaged;
  }
}

// The column of values of `size` bytes each.
std::string column_of(std::string_view rows, std::int64_t columns, std::int64_t column,
                      std::size_t size) {
  const std::size_t step = static_cast<std::size_t>(columns) * size;
  std::string values;
  values.reserve(rows.size() / step * size);
  for (std::size_t at = static_cast<std::size_t>(column) * size; at < rows.size(); at += step)
    values += rows.substr(at, size);
  return values;
}

void check_column(const IdxHeader& header, std::int64_t column, const std::string& name) {
  const std::int64_t columns = header.dimensions.size() == 1 ? 1 : header.dimensions[1];
  if (column >= 0 && column < columns) return;
  throw data_error(
      columns == 1
          ? fmt::format("{}: holds one column of labels, found label_column {}, expected 0", name,
                        column)
          : fmt::format("{}: holds {} columns of labels, found label_column {}, expected 0 to {}",
                        name, columns, column, columns - 1));
}

}  // namespace

at::Tensor parse_idx_labels(std::string_view bytes, const std::string& name, std::int64_t column) {
  const IdxHeader header = check_idx(bytes, IdxKind::kLabels, name);
  check_column(header, column, name);
  const std::string_view values = bytes.substr(header.length());
  StoredNumbers numbers{name, header.type, std::endian::big, {header.dimensions[0]}, false, values};
  if (header.dimensions.size() == 1) return labels_of(numbers);
  const std::string chosen = column_of(values, header.dimensions[1], column, size_of(header.type));
  numbers.bytes = chosen;
  return labels_of(numbers);
}

std::string unpack_idx(std::string_view bytes, IdxKind kind, const std::string& name) {
  if (!is_gzip(bytes)) return std::string(bytes);
  const std::string start = gunzip_start(bytes, longest_idx_header(kind), name);
  if (start.size() >= 4 && !start.starts_with(std::string_view("\0\0", 2)))
    throw no_idx_inside(bytes, kind, name);
  return gunzip(bytes, stated_idx_length(read_idx_header(start, kind, name), name), name);
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

at::Tensor parse_idx_images(const IdxFile& file, PixelOrder order) {
  const std::string& name = file.source.path;
  const IdxHeader header = check_idx(file.bytes, IdxKind::kImages, name);
  const ImageLayout layout = image_layout(header.dimensions, name);
  const std::string_view values = file.bytes.substr(header.length());
  if (header.type != NumberType::kUint8) {
    const at::Tensor pixels =
        pixels_of({name, header.type, std::endian::big, header.dimensions, false, values});
    return arranged(pixels.view(header.dimensions), layout, order);
  }
  // from_blob wants what it could write to; nothing writes to images.
  const at::Tensor mapped = at::from_blob(
      const_cast<char*>(values.data()), header.dimensions, [owner = file.owner](void*) {},
      at::kByte);
  return arranged(mapped, layout, order);
}

}  // namespace codegrid
