#include "tensor/npy.hpp"

#include <ATen/Functions.h>
#include <fmt/format.h>

#include <bit>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>
#include <regex>
#include <vector>

#include "core/error.hpp"
#include "core/mapped_file.hpp"
#include "core/text_table.hpp"

namespace codegrid {
namespace {

static_assert(std::endian::native == std::endian::little,
              "values are written as they lie in memory");

constexpr std::string_view kMagic{"\x93NUMPY", 6};
constexpr std::size_t kPrefix = 10;  // magic, two bytes of version, two bytes of header length
constexpr std::size_t kAlignment = 64;
constexpr std::size_t kLongestHeader = 512;  // numpy.save's own has about 70 characters
constexpr std::size_t kShownHeader = 120;
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max() / 8;

Error bad_npy(const std::string& name, const std::string& found, const std::string& expected) {
  return data_error(
      fmt::format("{}: found {}; expected {}. Give a whole .npy file as numpy.save writes it.",
                  name, found, expected));
}

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
  std::string start{kMagic};
  start += {'\x01', '\x00', static_cast<char>(header.size() % 256),
            static_cast<char>(header.size() / 256)};
  return start + header;
}

std::string_view values_of(const at::Tensor& tensor) {
  return {static_cast<const char*>(tensor.const_data_ptr()), tensor.nbytes()};
}

std::string_view read_header(std::string_view bytes, const std::string& name) {
  if (!bytes.starts_with(kMagic)) {
    throw bad_npy(name, bytes.empty() ? "an empty file" : "no NumPy magic", "a .npy file");
  }
  if (bytes.size() < kPrefix) {
    throw bad_npy(name, fmt::format("{} bytes", bytes.size()), "a header of at least 10 bytes");
  }
  const int major = static_cast<unsigned char>(bytes[6]);
  const int minor = static_cast<unsigned char>(bytes[7]);
  if (major != 1 || minor != 0) {
    throw bad_npy(name, fmt::format("format {}.{}", major, minor), "format 1.0");
  }
  const std::size_t length = static_cast<unsigned char>(bytes[8]) +
                             std::size_t{256} * static_cast<unsigned char>(bytes[9]);
  if (bytes.size() - kPrefix < length) {
    throw bad_npy(name, fmt::format("{} bytes", bytes.size()),
                  fmt::format("a header of {} bytes", kPrefix + length));
  }
  return bytes.substr(kPrefix, length);
}

// Sizes of one or two dimensions whose product, in bytes, fits an int64.
std::optional<std::vector<std::int64_t>> parse_shape(const std::string& text) {
  std::vector<std::int64_t> shape;
  std::int64_t product = 1;
  const std::regex number{"[0-9]+"};
  for (std::sregex_iterator it(text.begin(), text.end(), number), end; it != end; ++it) {
    const std::string digits = it->str();
    std::int64_t size = 0;
    const auto [last, status] = std::from_chars(digits.data(), digits.data() + digits.size(), size);
    if (status != std::errc{} || (size > 0 && product > kMost / size)) return std::nullopt;
    product *= size;
    shape.push_back(size);
  }
  return shape;
}

struct Layout {
  at::ScalarType type;
  std::vector<std::int64_t> shape;
};

Layout parse_header(std::string_view header, const std::string& name) {
  const std::regex entries{
      R"(\{ *'descr': *'([^']*)', *'fortran_order': *(True|False), *'shape': *\(([0-9]+, ?|[0-9]+, ?[0-9]+)\),? *\})"};
  std::smatch match;
  // Cut before it is matched: std::regex recurses once a character, a header may have 65,535.
  const std::string text{header.substr(0, header.find_last_not_of(" \n") + 1)};
  if (text.size() > kLongestHeader || !std::regex_match(text, match, entries)) {
    throw bad_npy(name, fmt::format("header {:?}", text.substr(0, kShownHeader)),
                  "descr, fortran_order and shape of an array of one or two dimensions");
  }
  if (match[1] != "<f4" && match[1] != "<i8") {
    throw bad_npy(name, fmt::format("type '{}'", match[1].str()),
                  "'<f4' (float32) or '<i8' (int64)");
  }
  if (match[2] == "True") throw bad_npy(name, "Fortran order", "C order");
  auto shape = parse_shape(match[3]);
  if (!shape) throw bad_npy(name, fmt::format("shape ({})", match[3].str()), "a smaller shape");
  return {match[1] == "<f4" ? at::kFloat : at::kLong, std::move(*shape)};
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
  const std::string_view header = read_header(bytes, name);
  const Layout layout = parse_header(header, name);
  std::size_t expected = at::elementSize(layout.type);
  for (const std::int64_t size : layout.shape) expected *= static_cast<std::size_t>(size);
  const std::string_view values = bytes.substr(kPrefix + header.size());
  if (values.size() != expected) {
    throw bad_npy(name, number_of(values.size(), "byte", "bytes") + " of values",
                  fmt::format("{} by its header", expected));
  }
  at::Tensor tensor = at::empty(layout.shape, layout.type);
  if (expected > 0) std::memcpy(tensor.mutable_data_ptr(), values.data(), expected);
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
