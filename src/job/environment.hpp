#pragma once

#include <c10/core/Device.h>

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "data/image_set.hpp"

namespace codegrid {

/// environment.json: all that a run depended on besides its config.
///   config: the bytes of config.json, for their SHA-256.
nlohmann::ordered_json environment_json(c10::Device device, std::int64_t seed,
                                        const std::vector<Source>& data, const std::string& config);

}  // namespace codegrid
