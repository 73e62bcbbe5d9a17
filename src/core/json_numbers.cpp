#include "core/json_numbers.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace codegrid {

using nlohmann::json;

std::optional<std::int64_t> as_whole(const json& found) {
  if (found.is_number_float()) {
    const auto value = found.get<double>();
    const bool fits = value >= -0x1p63 && value < 0x1p63 && value == std::trunc(value);
    return fits ? std::optional(static_cast<std::int64_t>(value)) : std::nullopt;
  }
  if (!found.is_number_integer()) return std::nullopt;
  if (found.is_number_unsigned() && found.get<std::uint64_t>() > std::uint64_t{INT64_MAX})
    return std::nullopt;
  return found.get<std::int64_t>();
}

std::int64_t whole_at(const json& object, const char* key) {
  const json& value = object.at(key);
  if (value.is_number_integer()) {
    const auto number = value.get<std::int64_t>();  // of 2^63 and more: below 0
    if (number >= 0) return number;
  }
  throw std::out_of_range(fmt::format("{}: no whole number from 0", key));
}

double number_at(const json& object, const char* key) {
  const json& value = object.at(key);
  if (!value.is_number()) throw std::out_of_range(fmt::format("{}: no number", key));
  return value.get<double>();
}

}  // namespace codegrid
