#pragma once

namespace codegrid {

/// From here on the first SIGINT or SIGTERM only asks the program to stop; the next one of its kind
/// ends it at once, as if nobody had listened.
void listen_for_interrupts();

/// The signal that asked the program to stop, SIGINT or SIGTERM; 0 while none has.
int interrupted_by();

/// Throws Error with exit code 130 (SIGINT) or 143 (SIGTERM) once the program was asked to stop.
void stop_if_interrupted();

}  // namespace codegrid
