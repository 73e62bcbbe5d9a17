#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/fields.hpp"

namespace codegrid {

/// What may be wrong with `found`, which `field` does not take, for a person who has just written
/// it: "; did you mean \"relu\"?". Empty where that is not clear.
std::string value_hint(const nlohmann::json& found, const Field& field);

}  // namespace codegrid
