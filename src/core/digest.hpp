#pragma once

#include <string>
#include <string_view>

namespace codegrid {

/// SHA-256 of `bytes` (FIPS 180-4) in lower-case hexadecimal, 64 characters.
std::string sha256_hex(std::string_view bytes);

}  // namespace codegrid
