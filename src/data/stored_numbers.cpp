#include "data/stored_numbers.hpp"

#include <ATen/Functions.h>
#include <c10/util/Half.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>

#include "core/error.hpp"
#include "core/interrupt.hpp"

namespace codegrid {
namespace {

// Calls `work` with a value of the type in C++.
template <class Work>
auto with_type(NumberType type, const Work& work) {
  switch (type) {
    case NumberType::kBool:
      return work(bool{});
    case NumberType::kUint8:
      return work(std::uint8_t{});
    case NumberType::kInt8:
      return work(std::int8_t{});
    case NumberType::kUint16:
      return work(std::uint16_t{});
    case NumberType::kInt16:
      return work(std::int16_t{});
    case NumberType::kUint32:
      return work(std::uint32_t{});
    case NumberType::kInt32:
      return work(std::int32_t{});
    case NumberType::kUint64:
      return work(std::uint64_t{});
    case NumberType::kInt64:
      return work(std::int64_t{});
    case NumberType::kFloat16:
      return work(c10::Half{});
    case NumberType::kFloat32:
      return work(float{});
    case NumberType::kFloat64:
      break;
  }
  return work(double{});
}

template <class T>
constexpr bool kIsFloat = !std::is_integral_v<T>;  // c10::Half is a class

// Any byte but 0 is true.
template <class T>
T number_at(const char* place, std::endian order) {
  if constexpr (std::is_same_v<T, bool>) {
    return *place != 0;
  } else {
    std::array<char, sizeof(T)> bytes;
    std::memcpy(bytes.data(), place, sizeof(T));
    if (order != std::endian::native) std::ranges::reverse(bytes);
    T number;
    std::memcpy(&number, bytes.data(), sizeof(T));
    return number;
  }
}

// Of number `i` in the order of the file.
std::string index_text(const StoredNumbers& numbers, std::int64_t i) {
  std::vector<std::int64_t> index(numbers.shape.size());
  const auto rank = static_cast<std::int64_t>(index.size());
  for (std::int64_t k = 0; k < rank; ++k) {
    const auto d = static_cast<std::size_t>(numbers.first_index_fastest ? k : rank - 1 - k);
    index[d] = i % numbers.shape[d];
    i /= numbers.shape[d];
  }
  return fmt::format("[{}]", fmt::join(index, ", "));
}

template <class T>
T number_of_file(const StoredNumbers& numbers, std::int64_t i) {
  return number_at<T>(numbers.bytes.data() + static_cast<std::size_t>(i) * sizeof(T),
                      numbers.order);
}

// Writes each number, as `convert` has it, to `to`; -1, or the place of the first that it refuses.
template <class T, class To, class Convert>
std::int64_t convert_all(const StoredNumbers& numbers, To* to, const Convert& convert) {
  constexpr std::int64_t kStep = 1 << 22;  // numbers between two looks at signals
  const auto count = static_cast<std::int64_t>(numbers.bytes.size() / sizeof(T));
  for (std::int64_t begin = 0; begin < count; begin += kStep) {
    stop_if_interrupted();
    for (std::int64_t i = begin; i < std::min(count, begin + kStep); ++i) {
      if (!convert(number_of_file<T>(numbers, i), to[i])) return i;
    }
  }
  return -1;
}

// The greatest number from the first on that was refused; NaN where one of them is.
template <class T>
double greatest_from(const StoredNumbers& numbers, std::int64_t first) {
  const auto count = static_cast<std::int64_t>(numbers.bytes.size() / sizeof(T));
  double greatest = -std::numeric_limits<double>::infinity();
  for (std::int64_t i = first; i < count; ++i) {
    const auto number = static_cast<double>(number_of_file<T>(numbers, i));
    if (std::isnan(number) || number < 0) return std::numeric_limits<double>::quiet_NaN();
    greatest = std::max(greatest, number);
  }
  return greatest;
}

template <class T>
Error no_pixel(const StoredNumbers& numbers, std::int64_t place) {
  const auto number = number_of_file<T>(numbers, place);
  if constexpr (kIsFloat<T>) {
    const double greatest = greatest_from<T>(numbers, place);
    const std::string advice =
        greatest > 1 && greatest <= 255
            ? fmt::format("the greatest is {}: divide all by 255, or save them as uint8", greatest)
            : "scale them to that range, or save them as uint8";
    return data_error(fmt::format("{}: {} at index {}, expected floats in [0, 1]; {}", numbers.name,
                                  static_cast<double>(number), index_text(numbers, place), advice));
  } else {
    return data_error(
        fmt::format("{}: {} at index {}, expected pixels from 0 to 255; scale them to "
                    "that range, and save them as unsigned bytes",
                    numbers.name, number, index_text(numbers, place)));
  }
}

// False where it is none.
template <class T>
bool to_pixel(T number, std::uint8_t& pixel) {
  if constexpr (kIsFloat<T>) {
    const auto value = static_cast<double>(number);
    if (!(value >= 0 && value <= 1)) return false;
    pixel = static_cast<std::uint8_t>(255 * value + 0.5);
  } else if constexpr (std::is_same_v<T, bool>) {
    pixel = number ? 255 : 0;
  } else {
    if (std::cmp_less(number, 0) || std::cmp_greater(number, 255)) return false;
    pixel = static_cast<std::uint8_t>(number);
  }
  return true;
}

template <class T>
bool to_label(T number, std::int64_t& label) {
  if constexpr (std::is_same_v<T, bool>) {
    label = number ? 1 : 0;
  } else {
    if (std::cmp_less(number, 0) ||
        std::cmp_greater(number, std::numeric_limits<std::int64_t>::max()))
      return false;
    label = static_cast<std::int64_t>(number);
  }
  return true;
}

std::int64_t count_of(const StoredNumbers& numbers) {
  return static_cast<std::int64_t>(numbers.bytes.size() / size_of(numbers.type));
}

}  // namespace

std::size_t size_of(NumberType type) {
  return with_type(type, [](auto number) { return sizeof number; });
}

bool is_float(NumberType type) {
  return with_type(type, [](auto number) { return kIsFloat<decltype(number)>; });
}

at::Tensor pixels_of(const StoredNumbers& numbers) {
  at::Tensor pixels = at::empty({count_of(numbers)}, at::kByte);
  auto* to = pixels.mutable_data_ptr<std::uint8_t>();
  with_type(numbers.type, [&]<class T>(T) {
    const std::int64_t refused = convert_all<T>(numbers, to, to_pixel<T>);
    if (refused >= 0) throw no_pixel<T>(numbers, refused);
  });
  return pixels;
}

at::Tensor labels_of(const StoredNumbers& numbers) {
  if (is_float(numbers.type)) {
    throw data_error(fmt::format(
        "{}: holds floats, expected labels as whole numbers from 0 on; save them as such",
        numbers.name));
  }
  at::Tensor labels = at::empty({count_of(numbers)}, at::kLong);
  auto* to = labels.mutable_data_ptr<std::int64_t>();
  with_type(numbers.type, [&]<class T>(T) {
    if constexpr (!kIsFloat<T>) {
      const std::int64_t refused = convert_all<T>(numbers, to, to_label<T>);
      if (refused < 0) return;
      throw data_error(fmt::format("{}: label {} at index {}, expected whole numbers from 0 on",
                                   numbers.name, number_of_file<T>(numbers, refused),
                                   index_text(numbers, refused)));
    }
  });
  return labels;
}

}  // namespace codegrid
