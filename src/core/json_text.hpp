#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace codegrid {

/// `value` as JSON without spaces, each number in the fewest digits that read back to the same
/// double. A whole double keeps its ".0"; one that is not finite, which JSON cannot say, is null.
std::string compact_json(const nlohmann::ordered_json& value);

}  // namespace codegrid
