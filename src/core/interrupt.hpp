#pragma once

#include <string>

#include "core/error.hpp"

namespace codegrid {

/// From here on the first SIGINT, SIGTERM or SIGHUP only asks the program to stop; a later SIGINT
/// or SIGTERM ends it at once, as if nobody had listened. A later SIGHUP does nothing, because a
/// terminal that is closed sends two. A SIGHUP that was ignored before, as nohup has it, stays so.
void listen_for_interrupts();

/// The signal that asked the program to stop, SIGINT, SIGTERM or SIGHUP; 0 while none has.
int interrupted_by();

/// "stopped by SIGINT" and `rest`, with exit code 129 (SIGHUP), 130 (SIGINT) or 143 (SIGTERM): for
/// a program that was asked to stop.
Error interruption(const std::string& rest = "");

/// Throws interruption() once the program was asked to stop.
void stop_if_interrupted();

}  // namespace codegrid
