#include "tensor/npy_header.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

#include "core/text_table.hpp"

namespace codegrid {
namespace {

constexpr std::size_t kShortestStart = 10;  // magic, two bytes of version, two of the length
constexpr std::size_t kShownHeader = 120;
constexpr std::int64_t kMostValues = std::numeric_limits<std::int64_t>::max() / 8;

// The text of a header: a Python dictionary of three keys, in any order. No library at hand reads
// those; each rule here takes what it can from the front of the text, or says no.
class HeaderReader {
 public:
  HeaderReader(std::string_view text, NpyHeader& header) : text_(text), header_(header) {}

  // False where it is none. The shape's numbers may still be too large.
  bool read() {
    if (!take('{')) return false;
    int keys = 0;
    while (!take('}')) {
      if (keys > 0 && !take(',')) return false;
      if (take('}')) break;
      if (!read_entry()) return false;
      ++keys;
    }
    skip_spaces();
    return keys == 3 && text_.empty() && has_type_ && has_order_ && has_shape_;
  }

  bool shape_is_too_large() const { return too_large_; }
  std::string_view shape_text() const { return shape_text_; }

 private:
  void skip_spaces() {
    text_.remove_prefix(std::min(text_.find_first_not_of(" \n\t"), text_.size()));
  }
  bool take(char sign) {
    skip_spaces();
    if (!text_.starts_with(sign)) return false;
    text_.remove_prefix(1);
    return true;
  }
  bool take_word(std::string_view word) {
    skip_spaces();
    if (!text_.starts_with(word)) return false;
    text_.remove_prefix(word.size());
    return true;
  }
  // A text between quotes of either kind, without escapes.
  std::optional<std::string_view> take_quoted() {
    skip_spaces();
    if (text_.empty() || (text_[0] != '\'' && text_[0] != '"')) return std::nullopt;
    const std::size_t end = text_.find(text_[0], 1);
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view quoted = text_.substr(1, end - 1);
    text_.remove_prefix(end + 1);
    return quoted;
  }

  bool read_entry() {
    const std::optional<std::string_view> key = take_quoted();
    if (!key || !take(':')) return false;
    if (*key == "descr") return read_type();
    if (*key == "fortran_order") return read_order();
    return *key == "shape" && read_shape();
  }

  // A name, or the list of a record's fields as it stands.
  bool read_type() {
    has_type_ = true;
    if (const auto name = take_quoted()) {
      header_.type = *name;
      return true;
    }
    if (!text_.starts_with('[')) return false;
    int depth = 0;
    for (std::size_t i = 0; i < text_.size(); ++i) {
      depth += text_[i] == '[' ? 1 : text_[i] == ']' ? -1 : 0;
      if (depth > 0) continue;
      header_.type = text_.substr(0, i + 1);
      text_.remove_prefix(i + 1);
      return true;
    }
    return false;
  }

  bool read_order() {
    has_order_ = true;
    header_.fortran_order = take_word("True");
    return header_.fortran_order || take_word("False");
  }

  // Python 2 wrote "(60000L, 28L)".
  bool read_shape() {
    has_shape_ = true;
    if (!take('(')) return false;
    const std::string_view from = text_;
    header_.shape.clear();
    while (!take(')')) {
      if (!header_.shape.empty() && !take(',')) return false;
      if (take(')')) break;
      if (!read_size()) return false;
    }
    shape_text_ = from.substr(0, from.size() - text_.size() - 1);
    return header_.shape.size() != 1 || shape_text_.find(',') != std::string_view::npos;
  }

  bool read_size() {
    skip_spaces();
    const std::size_t digits = std::min(text_.find_first_not_of("0123456789"), text_.size());
    if (digits == 0) return false;
    std::int64_t size = 0;
    const auto status = std::from_chars(text_.data(), text_.data() + digits, size).ec;
    text_.remove_prefix(digits);
    if (text_.starts_with('L')) text_.remove_prefix(1);
    too_large_ = too_large_ || status != std::errc{} || (size > 0 && values_ > kMostValues / size);
    values_ = too_large_ ? 0 : values_ * size;
    header_.shape.push_back(size);
    return true;
  }

  std::string_view text_;
  NpyHeader& header_;
  std::string_view shape_text_;
  std::int64_t values_ = 1;
  bool too_large_ = false;
  bool has_type_ = false;
  bool has_order_ = false;
  bool has_shape_ = false;
};

// `count` bytes from `at` on, the lowest first.
std::size_t little_endian_at(std::string_view bytes, std::size_t at, std::size_t count) {
  std::size_t value = 0;
  for (std::size_t i = count; i-- > 0;)
    value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

// The text of the header, which begins at `start` of `bytes`.
std::string_view header_text(std::string_view bytes, std::size_t& start, const std::string& name) {
  if (!bytes.starts_with(kNpyMagic))
    throw bad_npy(name, bytes.empty() ? "an empty file" : "no NumPy magic", "a .npy file");
  const auto too_short = [&](std::size_t length) {
    return bad_npy(name, counted(bytes.size(), "byte", "bytes"),
                   "a header of " + counted(length, "byte", "bytes"));
  };
  if (bytes.size() < kShortestStart) {
    throw bad_npy(name, counted(bytes.size(), "byte", "bytes"), "a header of at least 10 bytes");
  }
  const int major = static_cast<unsigned char>(bytes[6]);
  const int minor = static_cast<unsigned char>(bytes[7]);
  if (major < 1 || major > 3 || minor != 0) {
    throw bad_npy(name, fmt::format("format {}.{}", major, minor), "format 1.0, 2.0 or 3.0");
  }
  const std::size_t digits = major == 1 ? 2 : 4;  // of the length, to the base of 256
  start = 8 + digits;
  if (bytes.size() < start) throw too_short(start);
  const std::size_t length = little_endian_at(bytes, 8, digits);
  if (bytes.size() - start < length) throw too_short(start + length);
  return bytes.substr(start, length);
}

}  // namespace

std::uint64_t NpyHeader::values() const {
  std::uint64_t product = 1;
  for (const std::int64_t size : shape) product *= static_cast<std::uint64_t>(size);
  return product;
}

std::string NpyHeader::shape_text() const {
  return fmt::format("({}{})", fmt::join(shape, ", "), shape.size() == 1 ? "," : "");
}

NpyHeader parse_npy_header(std::string_view bytes, const std::string& name) {
  std::size_t start = 0;
  const std::string_view text = header_text(bytes, start, name);
  NpyHeader header;
  HeaderReader reader(text, header);
  if (!reader.read()) {
    const std::size_t end = text.find_last_not_of(" \n") + 1;
    throw bad_npy(name, fmt::format("header {:?}", text.substr(0, std::min(end, kShownHeader))),
                  "descr, fortran_order and shape of an array");
  }
  if (reader.shape_is_too_large()) {
    throw bad_npy(name, fmt::format("shape ({})", reader.shape_text().substr(0, kShownHeader)),
                  "a smaller shape");
  }
  header.length = start + text.size();
  return header;
}

Error bad_npy(const std::string& name, const std::string& found, const std::string& expected) {
  return data_error(
      fmt::format("{}: found {}; expected {}. Give a whole .npy file as numpy.save writes it.",
                  name, found, expected));
}

}  // namespace codegrid
