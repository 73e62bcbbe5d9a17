#pragma once

#include <string>
#include <string_view>

namespace codegrid {

/// `text` as one field of a CSV file (RFC 4180): in quotes, its own ones doubled, where it holds a
/// quote, a comma or an end of line. Its bytes stay as they are, be they UTF-8 or not, so that a
/// reader gets back the name that a file has: Python's does with
/// `open(path, newline="", encoding="utf-8", errors="surrogateescape")`.
std::string csv_field(std::string_view text);

}  // namespace codegrid
