#pragma once

#include <string>

namespace codegrid {

/// Writes "warning: <message>" on stderr, above a line of progress that stands there. Of each
/// `subject` only the first message of the process: for what a job goes on without, such as locks
/// in its file system.
void warn_once(const std::string& subject, const std::string& message);

}  // namespace codegrid
