#pragma once

#include <string>
#include <string_view>

namespace codegrid {

/// `text` with the letters of ASCII in lower case, whatever the locale; other bytes stay.
std::string in_lower_case(std::string_view text);

}  // namespace codegrid
