#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace codegrid {

/// Standard input and output for a program that passes on what comes as it comes: they wait without
/// missing a signal. Throwing Error once the program is asked to stop holds for all of them.

/// Whoever read standard output has gone, as `head` does when it has enough.
class ReaderGone : public Error {
 public:
  ReaderGone() : Error(ExitCode::kFailed, "standard output: its reader has gone") {}
};

/// Waits until something comes through standard input and returns it; empty at its end. Throws
/// Error(kBadData) where it is closed or cannot be read.
std::string read_what_comes();

/// Whether there is more to be read now, or its end.
bool more_comes_now();

/// Writes whole lines to standard output, each with the newline at its end: what is written when it
/// is stopped ends with a line's end. Throws ReaderGone, or Error(kFailed).
void write_lines(std::string_view lines);

}  // namespace codegrid
