#pragma once

#include <string>
#include <string_view>

namespace codegrid {

/// True for UTF-8 without control characters (C0, DEL, C1): what JSON can hold and a terminal can
/// be sent. Paths and file names of the system may be anything else.
bool is_printable(std::string_view text);

/// True where `text` holds a control character (C0, DEL, or C1 in UTF-8), be the rest UTF-8 or not.
bool has_control_character(std::string_view text);

/// `text` with each control character and each byte that is not UTF-8 as an escape, such as \n or
/// \xe9: a message of it is never cut, garbled, or taken for a command by the terminal.
std::string printable(std::string_view text);

/// The same of a message of several lines: their ends stay.
std::string printable_lines(std::string_view text);

}  // namespace codegrid
