#pragma once

namespace codegrid {

/// Takes those of the descriptors 0, 1 and 2 that are closed, so that no file that is opened later
/// gets one of them, and with it what is meant for a standard stream. Reading and writing there
/// fail as before. To be called before any file is opened.
void take_closed_standard_streams();

}  // namespace codegrid
