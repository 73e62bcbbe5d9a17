#include "data/sources/npy_images.hpp"

#include <ATen/Functions.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <utility>

#include "core/error.hpp"
#include "core/text_table.hpp"
#include "data/image_layout.hpp"
#include "data/sources/npy_texts.hpp"
#include "data/stored_numbers.hpp"

namespace codegrid {
namespace {

// The letter and size of a type, without its byte order: "f4".
std::string_view kind_and_size(const NpyHeader& header) {
  return std::string_view(header.type).substr(1);
}

std::optional<NumberType> number_type(const NpyHeader& header) {
  static constexpr std::array<std::pair<std::string_view, NumberType>, 12> kTypes{{
      {"b1", NumberType::kBool},
      {"u1", NumberType::kUint8},
      {"i1", NumberType::kInt8},
      {"u2", NumberType::kUint16},
      {"i2", NumberType::kInt16},
      {"u4", NumberType::kUint32},
      {"i4", NumberType::kInt32},
      {"u8", NumberType::kUint64},
      {"i8", NumberType::kInt64},
      {"f2", NumberType::kFloat16},
      {"f4", NumberType::kFloat32},
      {"f8", NumberType::kFloat64},
  }};
  const auto found = std::ranges::find(kTypes, kind_and_size(header),
                                       &std::pair<std::string_view, NumberType>::first);
  return found == kTypes.end() ? std::nullopt : std::optional(found->second);
}

bool is_whole_number(const NpyHeader& header) {
  const std::optional<NumberType> type = number_type(header);
  return type && !is_float(*type);
}

bool is_text_type(const NpyHeader& header) {
  return kind_and_size(header).starts_with('U') || kind_and_size(header).starts_with('S');
}

bool is_column(const std::vector<std::int64_t>& shape) {
  return shape.size() == 1 || (shape.size() == 2 && shape[1] == 1);
}

StoredNumbers numbers_of(const NpyArray& array, NumberType type) {
  return {array.name,
          type,
          array.header.type[0] == '>' ? std::endian::big : std::endian::little,
          array.header.shape,
          array.header.fortran_order,
          array.values()};
}

// The types that images are taken of. Whole numbers of more bits are not, although theirs may be
// pixels: they may as well be 12 or 16 bits of a camera, which 255 would cut.
NumberType pixel_type(const NpyArray& array) {
  const std::optional<NumberType> type = number_type(array.header);
  if (type && (is_float(*type) || *type == NumberType::kBool || *type == NumberType::kUint8))
    return *type;
  throw data_error(
      fmt::format("{}: holds values of type '{}', expected uint8, bool, or floats in [0, 1]; {}",
                  array.name, array.header.type,
                  type ? "if its values lie in 0 to 255, save it as .astype(numpy.uint8); else "
                         "scale them to that range first"
                       : "save it as one of these"));
}

// As `header.shape` has it; `values` in the order of the file.
at::Tensor shaped(const at::Tensor& values, const NpyHeader& header) {
  if (!header.fortran_order) return values.view(header.shape);
  std::vector<std::int64_t> backwards(header.shape.rbegin(), header.shape.rend());
  std::vector<std::int64_t> axes;
  for (std::size_t i = backwards.size(); i-- > 0;) axes.push_back(static_cast<std::int64_t>(i));
  return values.view(backwards).permute(axes);
}

// One dimension, without a copy.
at::Tensor as_bytes(const NpyArray& array) {
  const std::string_view values = array.values();
  // from_blob wants what it could write to; nothing writes to images.
  return at::from_blob(
      const_cast<char*>(values.data()), {static_cast<std::int64_t>(values.size())},
      [owner = array.file.owner](void*) {}, at::kByte);
}

Error no_labels(const NpyArray& array) {
  return data_error(fmt::format("{}: its shape is {}, expected labels: [N], one for each image{}",
                                array.name, array.header.shape_text(),
                                array.header.shape.size() == 2
                                    ? "; of one column for each label, save .argmax(axis=1)"
                                    : ""));
}

}  // namespace

bool may_be_images(const NpyHeader& header) {
  return header.shape.size() == 3 || header.shape.size() == 4;
}

bool may_be_labels(const NpyHeader& header) {
  if (header.type.empty() || header.type.starts_with('[')) return false;
  return is_column(header.shape) && (is_whole_number(header) || is_text_type(header));
}

at::Tensor images_of(const NpyArray& array) {
  const NumberType type = pixel_type(array);
  const ImageLayout layout = image_layout(array.header.shape, array.name);
  const at::Tensor values =
      type == NumberType::kUint8 ? as_bytes(array) : pixels_of(numbers_of(array, type));
  return arranged(shaped(values, array.header), layout, PixelOrder::kRows);
}

void put_labels(const NpyArray& array, ImageSet& set) {
  if (!is_column(array.header.shape)) throw no_labels(array);
  if (is_text_type(array.header)) return put_text_labels(array, set);
  const std::optional<NumberType> type = number_type(array.header);
  if (!type) {
    throw data_error(fmt::format(
        "{}: holds values of type '{}', expected labels as whole numbers from 0 on, or as texts",
        array.name, array.header.type));
  }
  set.labels = labels_of(numbers_of(array, *type));
}

ImageSet read_npy_images(const std::filesystem::path& images, const std::filesystem::path& labels,
                         std::vector<Source>& sources, const ArrayCache& cache) {
  ImageSet set;
  const NpyArray array = read_npy_array(images, may_be_images, "images", sources, cache);
  set.images = images_of(array);
  if (labels.empty()) return set;
  const NpyArray label_array = read_npy_array(labels, may_be_labels, "labels", sources, cache);
  put_labels(label_array, set);
  if (set.labels.size(0) == set.size()) return set;
  throw data_error(fmt::format("{}: {} found, expected {}, one for each image of {}",
                               label_array.name, counted(set.labels.size(0), "label", "labels"),
                               with_commas(set.size()), array.name));
}

}  // namespace codegrid
