#pragma once

#include <string>
#include <string_view>

namespace codegrid {

/// sha256_hex of bytes that may take many seconds, as those of a data set. Throws Error once the
/// program is asked to stop.
std::string long_sha256_hex(std::string_view bytes);

}  // namespace codegrid
