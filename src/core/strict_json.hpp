#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace codegrid {

/// JSON with `//` and `/* */` comments. Throws Error(`failure`) naming `source`, with line and
/// column where it is not JSON, and with every key that an object holds twice.
/// Objects and lists deeper than 100 levels are refused.
nlohmann::json parse_json(std::string_view text, const std::string& source,
                          ExitCode failure = ExitCode::kUsage);

}  // namespace codegrid
