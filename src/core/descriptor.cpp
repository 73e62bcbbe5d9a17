#include "core/descriptor.hpp"

#include <unistd.h>

#include <utility>

namespace codegrid {

int Descriptor::close() {
  const int value = std::exchange(value_, -1);
  return value < 0 ? 0 : ::close(value);
}

}  // namespace codegrid
