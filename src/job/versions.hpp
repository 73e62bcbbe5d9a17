#pragma once

#include <nlohmann/json_fwd.hpp>

namespace codegrid {

/// Versions of codegrid and LibTorch: what an encoder file carries. No date and no path, so that
/// the same run gives the same bytes.
nlohmann::ordered_json versions_json();

}  // namespace codegrid
