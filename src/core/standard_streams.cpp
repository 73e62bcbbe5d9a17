#include "core/standard_streams.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <initializer_list>

namespace codegrid {

void take_closed_standard_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(stream, F_GETFD) >= 0) continue;
    // open gives the lowest number that is free, which is this one. A path only, which is there
    // without any device and can be neither read nor written.
    [[maybe_unused]] const int taken = ::open("/", O_PATH);
  }
}

}  // namespace codegrid
