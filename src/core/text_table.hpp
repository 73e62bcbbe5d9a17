#pragma once

#include <concepts>
#include <string>
#include <vector>

namespace codegrid {

/// Aligned columns for a terminal: the first column to the left, the others to the right, a line
/// under the header. Lines are separated by newlines, with none at the end. Cells are UTF-8 without
/// control characters.
std::string text_table(const std::vector<std::string>& header,
                       const std::vector<std::vector<std::string>>& rows);

/// "1234567" -> "1,234,567"; a sign may stand before the digits.
std::string digits_with_commas(std::string digits);

/// 1234567 -> "1,234,567".
template <std::integral Number>
std::string with_commas(Number value) {
  return digits_with_commas(std::to_string(value));
}

/// 1 -> "1 batch", 2000 -> "2,000 batches".
template <std::integral Number>
std::string counted(Number count, const std::string& one, const std::string& several) {
  return with_commas(count) + " " + (count == 1 ? one : several);
}

}  // namespace codegrid
