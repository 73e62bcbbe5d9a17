#include "data/sources/npy_texts.hpp"

#include <ATen/Functions.h>
#include <fmt/format.h>

#include <bit>
#include <cstdint>
#include <string>
#include <utility>

#include "core/error.hpp"
#include "core/printable.hpp"
#include "data/sources/label_numbers.hpp"

namespace codegrid {
namespace {

std::uint32_t character_at(std::string_view text, std::size_t at, std::endian order) {
  std::uint32_t character = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const std::size_t place = order == std::endian::big ? at + i : at + 3 - i;
    character = character << 8 | static_cast<unsigned char>(text[place]);
  }
  return character;
}

void append_utf8(std::uint32_t character, std::string& text) {
  const auto add = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
  const auto add_rest = [&](int shift) { add(0x80 | (character >> shift & 0x3F)); };
  if (character < 0x80) {
    add(character);
  } else if (character < 0x800) {
    add(0xC0 | character >> 6);
    add_rest(0);
  } else if (character < 0x10000) {
    add(0xE0 | character >> 12);
    add_rest(6);
    add_rest(0);
  } else {
    add(0xF0 | character >> 18);
    add_rest(12);
    add_rest(6);
    add_rest(0);
  }
}

Error bad_text(const NpyArray& array, std::int64_t index, std::string_view what) {
  return data_error(
      fmt::format("{}: {} at index {}, expected the text of a label", array.name, what, index));
}

// As UTF-8; zeros are left out, which only stand at its end.
std::string text_of(std::string_view value, const NpyArray& array, std::int64_t index) {
  if (array.header.type[1] == 'S')
    return std::string(value.substr(0, value.find_last_not_of('\0') + 1));
  const std::endian order = array.header.type[0] == '>' ? std::endian::big : std::endian::little;
  std::string text;
  for (std::size_t at = 0; at < value.size(); at += 4) {
    const std::uint32_t character = character_at(value, at, order);
    if (character > 0x10FFFF || (character >= 0xD800 && character < 0xE000))
      throw bad_text(array, index, fmt::format("the number {:#x}, no character", character));
    if (character != 0) append_utf8(character, text);
  }
  return text;
}

}  // namespace

void put_text_labels(const NpyArray& array, ImageSet& set) {
  const auto size = static_cast<std::size_t>(npy_value_size(array.header.type, array.name));
  const auto count = static_cast<std::int64_t>(array.header.values());
  LabelNumbers numbers;
  set.labels = at::empty({count}, at::kLong);
  auto* labels = set.labels.mutable_data_ptr<std::int64_t>();
  for (std::int64_t i = 0; i < count; ++i) {
    const std::string text =
        text_of(array.values().substr(static_cast<std::size_t>(i) * size, size), array, i);
    if (text.empty()) throw bad_text(array, i, "an empty text");
    labels[i] = numbers.add(text);
  }
  LabelNumbers::Sorted sorted = numbers.sorted();
  for (std::int64_t i = 0; i < count; ++i)
    labels[i] = sorted.new_number[static_cast<std::size_t>(labels[i])];
  set.label_names = std::move(sorted.names);
}

}  // namespace codegrid
