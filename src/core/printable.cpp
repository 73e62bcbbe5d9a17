#include "core/printable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace codegrid {
namespace {

// Of the well-formed UTF-8 sequence at the start of `text` (Unicode 15, table 3-7); 0: there is
// none. No library at hand says where a sequence ends that is not the whole text.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t index) -> unsigned {
    return index < text.size() ? static_cast<unsigned char>(text[index]) : 0U;
  };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  const unsigned least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (byte(1) < least || byte(1) > most) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  return length;
}

bool is_control(std::string_view sequence) {
  const auto lead = static_cast<unsigned char>(sequence[0]);
  if (sequence.size() == 1) return lead < 0x20 || lead == 0x7F;
  return lead == 0xC2 && static_cast<unsigned char>(sequence[1]) < 0xA0;
}

// Of the next piece of `text`: a whole sequence or one byte of none. True where it may be shown.
struct Piece {
  std::string_view bytes;
  bool shown;
};
Piece next_piece(std::string_view text) {
  const std::size_t length = sequence_length(text);
  if (length == 0) return {text.substr(0, 1), false};
  const std::string_view sequence = text.substr(0, length);
  return {sequence, !is_control(sequence)};
}

std::string escaped(std::string_view bytes) {
  if (bytes == "\n") return "\\n";
  if (bytes == "\r") return "\\r";
  if (bytes == "\t") return "\\t";
  std::string text;
  for (const char byte : bytes) text += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
  return text;
}

}  // namespace

bool is_printable(std::string_view text) {
  while (!text.empty()) {
    const Piece piece = next_piece(text);
    if (!piece.shown) return false;
    text.remove_prefix(piece.bytes.size());
  }
  return true;
}

bool has_control_character(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = std::max(sequence_length(text), std::size_t{1});
    if (is_control(text.substr(0, length))) return true;
    text.remove_prefix(length);
  }
  return false;
}

std::string printable(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const Piece piece = next_piece(text);
    result += piece.shown ? std::string(piece.bytes) : escaped(piece.bytes);
    text.remove_prefix(piece.bytes.size());
  }
  return result;
}

std::string printable_lines(std::string_view text) {
  std::string result;
  for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    result += printable(text.substr(0, end)) + '\n';
    text.remove_prefix(end + 1);
  }
  return result + printable(text);
}

}  // namespace codegrid
