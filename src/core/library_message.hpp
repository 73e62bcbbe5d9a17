#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace codegrid {

/// What a library says of an error, for a message of ours: on one line that names the cause.
/// LibTorch's reports begin with an empty line or a traceback and end with source code, in which an
/// arrow points at the operation; OpenCV's end with a newline. "no reason given" where there is
/// nothing else.
std::string cause_in(std::string_view report);

/// Whether such a report is of memory that could not be had.
bool is_of_memory(std::string_view report);

/// "out of memory: 3.2 GiB were asked for at once" with the amount in such a report, where it has
/// one.
std::string out_of_memory(std::string_view report);

/// What to tell of such a report: out_of_memory of one of memory, else cause_in.
std::string told(std::string_view report);

/// Bytes that a report says could not be had; nothing where it does not say.
std::optional<double> bytes_asked_for(std::string_view report);

}  // namespace codegrid
