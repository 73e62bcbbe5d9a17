#pragma once

#include <ATen/core/Tensor.h>

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace codegrid {

enum class NumberType {
  kBool,
  kUint8,
  kInt8,
  kUint16,
  kInt16,
  kUint32,
  kInt32,
  kUint64,
  kInt64,
  kFloat16,
  kFloat32,
  kFloat64
};

/// In bytes.
std::size_t size_of(NumberType type);
bool is_float(NumberType type);

/// An array of numbers as it lies in a file.
struct StoredNumbers {
  std::string name;  ///< Of the array, for messages.
  NumberType type = NumberType::kUint8;
  std::endian order = std::endian::big;
  std::vector<std::int64_t> shape;   ///< At least 1 each.
  bool first_index_fastest = false;  ///< Fortran's order; else C's.
  std::string_view bytes;            ///< As many as type and shape say.
};

/// The numbers as pixels: [n] uint8, a copy in the order in which they lie there. Whole numbers
/// stay what they are, floats in [0, 1] become round(255 x), false and true 0 and 255. Throws
/// Error(kBadData) for a number beyond 0 to 255, a float beyond [0, 1] or NaN, with its index and
/// value; Error once the program is asked to stop.
at::Tensor pixels_of(const StoredNumbers& numbers);

/// Whole numbers as labels: [n] int64, a copy in the order in which they lie there. Throws
/// Error(kBadData) for one below 0, and for floats.
at::Tensor labels_of(const StoredNumbers& numbers);

}  // namespace codegrid
