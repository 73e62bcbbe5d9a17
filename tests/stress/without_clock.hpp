#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "cli/checkpoint.hpp"

namespace codegrid {

/// The keys of a JSON object; "not whole" where `text` is none.
inline std::string keys_of(const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return "not whole";
  std::string keys;
  for (const auto& [key, value] : json.items())
    if (key != "resumed") keys += key + " ";
  return keys;
}

/// What refinement.json says that it is of, as it says from its beginning to its end; "not whole"
/// where `text` does not.
inline std::string input_of(const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  return json.is_object() && json.contains("input") ? json["input"].dump() : "not whole";
}

/// What must be equal in two runs of one job of a file called `name`: its bytes; where a clock has
/// a say, only which keys it has, or that it is rows.
inline std::string without_clock(const std::string& name, const std::string& bytes) {
  if (name.starts_with("metrics.") && !name.ends_with(".json"))
    return bytes.empty() || bytes.ends_with('\n') ? "whole rows" : "a part of a row";
  if (name == "refinement.json") return input_of(bytes);
  if (name.starts_with("epoch-")) return checkpoint_without_clock(bytes);
  const bool has_clock =
      name == "environment.json" || name == "summary.json" || name == "metrics.json";
  return has_clock ? keys_of(bytes) : bytes;
}

}  // namespace codegrid
