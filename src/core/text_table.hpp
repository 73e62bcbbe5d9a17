#pragma once

#include <string>
#include <vector>

namespace codegrid {

/// Aligned columns for a terminal: the first column to the left, the others to the right, a line
/// under the header. Lines are separated by newlines, with none at the end.
std::string text_table(const std::vector<std::string>& header,
                       const std::vector<std::vector<std::string>>& rows);

/// 1234567 -> "1,234,567".
std::string with_commas(long long value);

/// 1 -> "1 batch", 2 -> "2 batches".
std::string counted(long long count, const std::string& one, const std::string& several);

}  // namespace codegrid
