#include "core/text_table.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace codegrid {
namespace {

// Columns of a terminal that `cell` takes, as fmt counts them when it pads: no character is wider
// than its bytes are many.
std::size_t width_of(const std::string& cell) {
  const std::string padded = fmt::format("{:<{}}", cell, cell.size());
  return cell.size() - (padded.size() - cell.size());
}

}  // namespace

std::string text_table(const std::vector<std::string>& header,
                       const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  widths.reserve(header.size());
  for (const std::string& cell : header) widths.push_back(width_of(cell));
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  }
  const auto line = [&](const std::vector<std::string>& row) {
    std::string text;
    for (std::size_t i = 0; i < row.size(); ++i) {
      text += i == 0 ? fmt::format("{:<{}}", row[i], widths[i])
                     : fmt::format("  {:>{}}", row[i], widths[i]);
    }
    return text;
  };
  std::string text = line(header);
  text += fmt::format("\n{:-<{}}", "", width_of(text));
  for (const auto& row : rows) text += fmt::format("\n{}", line(row));
  return text;
}

std::string digits_with_commas(std::string digits) {
  const std::size_t first = digits.starts_with('-') ? 1 : 0;
  for (std::size_t place = digits.size(); place > first + 3;) {
    place -= 3;
    digits.insert(place, ",");
  }
  return digits;
}

}  // namespace codegrid
