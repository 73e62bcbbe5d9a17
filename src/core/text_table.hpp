#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace codegrid {

/// Aligned columns for a terminal: the first column to the left, the others to the right, a line
/// under the header. Lines are separated by newlines, with none at the end. Cells are UTF-8 without
/// control characters.
std::string text_table(const std::vector<std::string>& header,
                       const std::vector<std::vector<std::string>>& rows);

/// 1234567 -> "1,234,567".
std::string with_commas(long long value);

/// 1 -> "1 batch", 2000 -> "2,000 batches".
std::string counted(long long count, const std::string& one, const std::string& several);

/// 1 -> "1 byte", 2000 -> "2000 bytes": a number as messages about files and settings have it.
std::string number_of(std::uint64_t count, const std::string& one, const std::string& several);

}  // namespace codegrid
