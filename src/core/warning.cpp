#include "core/warning.hpp"

#include <cstdio>
#include <set>

#include "core/printable.hpp"
#include "core/progress.hpp"

namespace codegrid {

void warn_once(const std::string& subject, const std::string& message) {
  static std::set<std::string> said;
  if (!said.insert(subject).second) return;
  const std::string line = "warning: " + message;
  if (Progress* shown = Progress::shown()) return shown->say(line);
  std::fputs((printable_lines(line) + "\n").c_str(), stderr);
}

}  // namespace codegrid
