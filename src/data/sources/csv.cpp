#include "data/sources/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/error.hpp"

namespace codegrid {
namespace {

Error bad_csv(const std::string& source, std::size_t line, std::string_view what) {
  return data_error(fmt::format("{}: line {}: {}", source, line, what));
}

void refuse_nul(std::string_view text, const std::string& source, std::size_t line) {
  const std::size_t place = text.find('\0');
  if (place == std::string_view::npos) return;
  line += static_cast<std::size_t>(std::ranges::count(text.substr(0, place), '\n'));
  throw bad_csv(source, line,
                "holds a NUL byte, expected text: it may be in UTF-16, save it as UTF-8");
}

}  // namespace

CsvReader::CsvReader(std::string_view bytes, std::string source)
    : bytes_(bytes), source_(std::move(source)) {
  if (is_at("\xef\xbb\xbf")) at_ = 3;
}

std::optional<CsvRow> CsvReader::next() {
  while (skip_line_end()) {
  }
  if (at_ == bytes_.size()) return std::nullopt;
  CsvRow row{line_, {field()}};
  while (is_at(",")) {
    ++at_;
    row.fields.push_back(field());
  }
  skip_line_end();
  return row;
}

std::string CsvReader::field() { return is_at("\"") ? quoted_field() : plain_field(); }

std::string CsvReader::plain_field() {
  const std::size_t end = std::min(bytes_.find_first_of(",\"\r\n", at_), bytes_.size());
  const std::string_view text = bytes_.substr(at_, end - at_);
  refuse_nul(text, source_, line_);
  at_ = end;
  if (is_at("\"")) {
    throw bad_csv(source_, line_,
                  "a quote inside a field that does not begin with one; put the whole field in "
                  "quotes, and double each quote within");
  }
  if (is_at("\r") && !is_at("\r\n")) {
    throw bad_csv(source_, line_,
                  "a carriage return alone, expected lines that end with LF or CRLF; a field that "
                  "holds one stands in quotes");
  }
  return std::string(text);
}

std::string CsvReader::quoted_field() {
  const std::size_t begin = line_;
  std::string text;
  while (true) {
    const std::size_t quote = bytes_.find('"', at_ + 1);
    if (quote == std::string_view::npos) {
      throw bad_csv(source_, begin,
                    "a quote that is never closed; put one after the field, and double each quote "
                    "within");
    }
    const std::string_view piece = bytes_.substr(at_ + 1, quote - at_ - 1);
    refuse_nul(piece, source_, line_);
    line_ += static_cast<std::size_t>(std::ranges::count(piece, '\n'));
    text += piece;
    at_ = quote + 1;
    if (!is_at("\"")) break;
    text += '"';
  }
  if (at_ == bytes_.size() || is_at(",") || is_at("\n") || is_at("\r\n")) return text;
  throw bad_csv(source_, line_,
                "text after the closing quote of a field, expected a comma or the line's end; "
                "double each quote within a field");
}

bool CsvReader::skip_line_end() {
  if (!is_at("\n") && !is_at("\r\n")) return false;
  at_ += is_at("\n") ? 1 : 2;
  ++line_;
  return true;
}

}  // namespace codegrid
