#pragma once

#include <cstdlib>
#include <string>

namespace codegrid {

/// The tests of this folder take minutes in their long form: ctest --preset long.
inline bool long_form() {
  const char* form = std::getenv("CODEGRID_STRESS");
  return form != nullptr && std::string(form) == "long";
}

}  // namespace codegrid
