#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace codegrid {

/// One record of a CSV file.
struct CsvRow {
  std::size_t line = 0;  ///< The line that it begins in; the first is 1.
  std::vector<std::string> fields;
};

/// The records of a CSV file as RFC 4180 has it, one after the other: fields between commas, those
/// with commas, quotes or line ends in quotes, a quote within them doubled; lines end with LF or
/// CRLF, the last one also with nothing. A byte order mark of UTF-8 at the start and empty lines
/// are skipped. No library at hand reads CSV.
class CsvReader {
 public:
  /// bytes: must outlive the reader. source: names them in messages.
  CsvReader(std::string_view bytes, std::string source);

  /// The next record; nothing at the end. Throws Error(kBadData) naming source and line: a quote
  /// that is never closed, a quote where none may stand, a NUL byte, a carriage return alone.
  std::optional<CsvRow> next();

 private:
  std::string field();
  std::string plain_field();
  std::string quoted_field();
  // Skips the end of a line, where there is one.
  bool skip_line_end();
  bool is_at(std::string_view text) const { return bytes_.substr(at_).starts_with(text); }

  std::string_view bytes_;
  std::string source_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

}  // namespace codegrid
