#include "tensor/npy.hpp"

#include <ATen/Functions.h>
#include <fmt/format.h>

#include <bit>
#include <cstdint>
#include <cstring>
#include <memory>

#include "core/error.hpp"
#include "core/mapped_file.hpp"
#include "core/printable.hpp"
#include "core/text_table.hpp"
#include "tensor/npy_header.hpp"

namespace codegrid {
namespace {

static_assert(std::endian::native == std::endian::little,
              "values are written as they lie in memory");

constexpr std::size_t kPrefix = 10;  // magic, two bytes of version, two bytes of header length
constexpr std::size_t kAlignment = 64;
constexpr std::size_t kShownType = 40;

// What stands before the values.
std::string start_of(at::ScalarType scalar_type, at::IntArrayRef sizes) {
  const char* type = scalar_type == at::kFloat ? "<f4" : "<i8";
  const std::string shape = sizes.size() == 1 ? fmt::format("({},)", sizes[0])
                                              : fmt::format("({}, {})", sizes[0], sizes[1]);
  std::string header =
      fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': {}, }}", type, shape);
  const std::size_t used = kPrefix + header.size() + 1;
  header.append((kAlignment - used % kAlignment) % kAlignment, ' ');
  header += '\n';
  std::string start{kNpyMagic};
  start += {'\x01', '\x00', static_cast<char>(header.size() % 256),
            static_cast<char>(header.size() / 256)};
  return start + header;
}

std::string_view values_of(const at::Tensor& tensor) {
  return {static_cast<const char*>(tensor.const_data_ptr()), tensor.nbytes()};
}

// Of one or two dimensions, float32 or int64, in C order; anything else is refused.
at::ScalarType check_layout(const NpyHeader& header, const std::string& name) {
  if (header.shape.empty() || header.shape.size() > 2)
    throw bad_npy(name, "shape " + header.shape_text(), "one or two dimensions");
  if (header.type != "<f4" && header.type != "<i8") {
    throw bad_npy(name, fmt::format("type '{}'", printable(header.type.substr(0, kShownType))),
                  "'<f4' (float32) or '<i8' (int64)");
  }
  if (header.fortran_order) throw bad_npy(name, "Fortran order", "C order");
  return header.type == "<f4" ? at::kFloat : at::kLong;
}

}  // namespace

std::string encode_npy(const at::Tensor& tensor) {
  TORCH_CHECK(tensor.dim() == 1 || tensor.dim() == 2, "expected [N] or [N, D], got ",
              tensor.sizes());
  TORCH_CHECK(tensor.scalar_type() == at::kFloat || tensor.scalar_type() == at::kLong,
              "expected float32 or int64, got ", tensor.dtype());
  TORCH_CHECK(tensor.is_cpu() && tensor.is_contiguous(), "expected a contiguous CPU tensor");
  return start_of(tensor.scalar_type(), tensor.sizes()).append(values_of(tensor));
}

at::Tensor decode_npy(std::string_view bytes, const std::string& name) {
  const NpyHeader header = parse_npy_header(bytes, name);
  const at::ScalarType type = check_layout(header, name);
  const std::uint64_t expected = header.values() * at::elementSize(type);
  const std::string_view values = bytes.substr(header.length);
  if (values.size() != expected) {
    throw bad_npy(name, counted(values.size(), "byte", "bytes") + " of values",
                  with_commas(expected) + " by its header");
  }
  at::Tensor tensor = at::empty(header.shape, type);
  if (expected > 0) std::memcpy(tensor.mutable_data_ptr(), values.data(), values.size());
  return tensor;
}

NpyRows::NpyRows(const std::filesystem::path& path, std::int64_t rows)
    : path_(path), file_(path), rows_(rows) {
  TORCH_CHECK(rows > 0, "no rows");
}

void NpyRows::append(const at::Tensor& rows) {
  TORCH_CHECK(
      rows.dim() == 2 && rows.scalar_type() == at::kFloat && rows.is_cpu() && rows.is_contiguous(),
      "expected contiguous [M, D] float32 on the CPU, got ", rows.sizes());
  if (width_ < 0) {
    width_ = rows.size(1);
    file_.append(start_of(at::kFloat, {rows_, width_}));
  }
  TORCH_CHECK(rows.size(1) == width_, "rows of ", rows.size(1), " values after those of ", width_);
  file_.append(values_of(rows));
  written_ += rows.size(0);
}

at::Tensor NpyRows::publish() {
  TORCH_CHECK(written_ == rows_, written_, " rows of ", rows_);
  file_.publish();
  auto mapped = std::make_shared<const MappedFile>(path_, ExitCode::kFailed);
  const char* values = mapped->bytes().substr(start_of(at::kFloat, {rows_, width_}).size()).data();
  // from_blob wants what it could write to; nothing writes to it.
  return at::from_blob(
      const_cast<char*>(values), {rows_, width_}, [mapped](void*) {}, at::kFloat);
}

}  // namespace codegrid
