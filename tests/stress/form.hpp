#pragma once

#include <cstdlib>
#include <string>

namespace codegrid {

/// How much of the tests of this folder runs: CODEGRID_STRESS is "brief" (under sanitizers, where
/// every program takes several times as long to start), nothing, or "long" (ctest --preset long).
enum class Form { kBrief, kDefault, kLong };

inline Form form() {
  const char* name = std::getenv("CODEGRID_STRESS");
  const std::string form = name == nullptr ? "" : name;
  return form == "long" ? Form::kLong : form == "brief" ? Form::kBrief : Form::kDefault;
}

}  // namespace codegrid
