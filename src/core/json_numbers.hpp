#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>

namespace codegrid {

/// The whole number that `found` is; nothing where it is none or beyond 64 bits. JSON has one kind
/// of numbers: 2.0 and 2e0 are whole, as 2 is.
std::optional<std::int64_t> as_whole(const nlohmann::json& found);

/// The whole number at `key` of an object, which nlohmann's own conversion would also make of 1.5
/// and of 2^64 - 1. Throws std::out_of_range where it is none from 0 to 2^63 - 1, and nlohmann's
/// exception where there is nothing.
std::int64_t whole_at(const nlohmann::json& object, const char* key);

/// The number at `key` of an object. Throws std::out_of_range where it is none.
double number_at(const nlohmann::json& object, const char* key);

}  // namespace codegrid
