#pragma once

#include <string>

namespace codegrid {

/// A picture, or a folder, that is left out, and why.
struct SkippedPicture {
  std::string name;
  std::string reason;  ///< "is truncated: ...", as it follows the name in a message.
};

}  // namespace codegrid
