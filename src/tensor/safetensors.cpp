#include "tensor/safetensors.hpp"

#include <ATen/Functions.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "core/strict_json.hpp"
#include "core/text_table.hpp"

namespace codegrid {
namespace {

static_assert(std::endian::native == std::endian::little,
              "values are written as they lie in memory");

using nlohmann::json;

constexpr std::size_t kLengthField = 8;
constexpr std::size_t kMostHeader = 100'000'000;  // the format's own limit
constexpr std::size_t kHeaderAlignment = 8;
constexpr const char* kMetadata = "__metadata__";
constexpr std::size_t kMostSize = std::size_t{1} << 40;  // of one dimension

struct TypeName {
  const char* name;
  at::ScalarType type;
};
constexpr std::array<TypeName, 4> kTypes{
    {{"F32", at::kFloat}, {"F64", at::kDouble}, {"I64", at::kLong}, {"U8", at::kByte}}};

const char* name_of(at::ScalarType type) {
  for (const TypeName& known : kTypes) {
    if (known.type == type) return known.name;
  }
  TORCH_CHECK(false, "safetensors: no name for ", type);
}

Error bad(const std::string& name, const std::string& what) {
  return data_error(fmt::format("{}: {}; expected a whole safetensors file", name, what));
}

// A count of bytes or elements: an integer in [0, `most`].
std::optional<std::size_t> count_of(const json& value, std::size_t most) {
  if (!value.is_number_unsigned()) return std::nullopt;
  const auto count = value.get<std::uint64_t>();
  if (count > most) return std::nullopt;
  return static_cast<std::size_t>(count);
}

bool is_text_by_name(const json& value) {
  return value.is_object() &&
         std::all_of(value.begin(), value.end(), [](const json& text) { return text.is_string(); });
}

// One tensor by its entry in the header; `values` are the bytes behind the header. Null where the
// entry does not fit them.
std::optional<at::Tensor> read_tensor(const json& entry, std::string_view values) {
  if (!entry.is_object() || entry.size() != 3 || !entry.contains("dtype") ||
      !entry.contains("shape") || !entry.contains("data_offsets")) {
    return std::nullopt;
  }
  const json& offsets = entry["data_offsets"];
  if (!entry["dtype"].is_string() || !entry["shape"].is_array() || !offsets.is_array() ||
      offsets.size() != 2) {
    return std::nullopt;
  }
  const auto begin = count_of(offsets[0], values.size());
  const auto end = count_of(offsets[1], values.size());
  if (!begin || !end || *begin > *end) return std::nullopt;
  const std::size_t bytes = *end - *begin;

  for (const TypeName& known : kTypes) {
    if (entry["dtype"] != known.name) continue;
    std::size_t expected = at::elementSize(known.type);
    bool empty = false;
    std::vector<std::int64_t> shape;
    for (const json& size : entry["shape"]) {
      const auto count = count_of(size, kMostSize);
      if (!count) return std::nullopt;
      shape.push_back(static_cast<std::int64_t>(*count));
      empty = empty || *count == 0;
    }
    if (empty) expected = 0;
    for (const std::int64_t size : shape) {
      const auto count = static_cast<std::size_t>(size);
      if (!empty && expected > bytes / count) return std::nullopt;  // so that no product overflows
      expected *= count;
    }
    if (expected != bytes) return std::nullopt;
    at::Tensor tensor = at::empty(shape, known.type);
    if (bytes > 0) std::memcpy(tensor.mutable_data_ptr(), values.data() + *begin, bytes);
    return tensor;
  }
  return std::nullopt;
}

}  // namespace

std::string encode_safetensors(const NamedTensors& tensors, const Metadata& metadata) {
  json header = json::object();
  if (!metadata.empty()) header[kMetadata] = metadata;
  std::vector<at::Tensor> values;
  std::size_t place = 0;
  for (const auto& [name, tensor] : tensors) {
    values.push_back(tensor.detach().to(at::kCPU).contiguous());
    const std::size_t bytes = values.back().nbytes();
    header[name] = {{"dtype", name_of(tensor.scalar_type())},
                    {"shape", tensor.sizes().vec()},
                    {"data_offsets", {place, place + bytes}}};
    place += bytes;
  }
  std::string text = header.dump();
  text.append((kHeaderAlignment - text.size() % kHeaderAlignment) % kHeaderAlignment, ' ');

  std::string file;
  file.reserve(kLengthField + text.size() + place);
  const std::uint64_t length = text.size();
  file.append(std::string_view(reinterpret_cast<const char*>(&length), sizeof length));
  file.append(text);
  for (const at::Tensor& tensor : values) {
    file.append(
        std::string_view(static_cast<const char*>(tensor.const_data_ptr()), tensor.nbytes()));
  }
  return file;
}

SafetensorsFile decode_safetensors(std::string_view bytes, const std::string& name) {
  if (bytes.size() < kLengthField) throw bad(name, counted(bytes.size(), "byte", "bytes"));
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), sizeof length);
  if (length > kMostHeader || length > bytes.size() - kLengthField) {
    throw bad(name, fmt::format("a header of {} in a file of {}", counted(length, "byte", "bytes"),
                                with_commas(bytes.size())));
  }
  const json header = parse_json(bytes.substr(kLengthField, length), name, ExitCode::kBadData);
  if (!header.is_object()) throw bad(name, "a header that is no object");
  const std::string_view values = bytes.substr(kLengthField + length);

  SafetensorsFile file;
  std::size_t used = 0;
  for (const auto& [key, entry] : header.items()) {
    if (key == kMetadata) {
      if (!is_text_by_name(entry)) throw bad(name, "metadata that is not text by name");
      file.metadata = entry.get<Metadata>();
      continue;
    }
    auto tensor = read_tensor(entry, values);
    if (!tensor) throw bad(name, fmt::format("the entry \"{}\" does not fit the file", key));
    used += tensor->nbytes();
    file.tensors.emplace(key, std::move(*tensor));
  }
  if (used != values.size()) {
    throw bad(name, fmt::format("{} of values for tensors of {}",
                                counted(values.size(), "byte", "bytes"), with_commas(used)));
  }
  return file;
}

}  // namespace codegrid
