#include "core/json_numbers.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

namespace codegrid {

using nlohmann::json;

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
