#include "core/value_hint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <variant>

#include "core/nearest.hpp"
#include "core/paths.hpp"
#include "core/printable.hpp"
#include "core/sweep.hpp"

namespace codegrid {
namespace {

using nlohmann::json;

// Which of the choice's names `text` stands for; empty where that is not clear.
std::string meant_choice(const std::string& text, const ChoiceValue& choice, const Field& field) {
  if (choice.names.size() < 2) return "";
  for (const OtherValue& other : field.other_values) {
    const bool is_here = std::ranges::find(choice.names, other.value) != choice.names.end();
    if (is_here && same_letters(other.word, text)) return other.value;
  }
  return likely_name(text, choice.names);
}

std::string meant_switch(const std::string& text) {
  for (const char* word : {"yes", "on"}) {
    if (same_letters(word, text)) return "true";
  }
  for (const char* word : {"no", "off"}) {
    if (same_letters(word, text)) return "false";
  }
  return likely_name(text, {"true", "false"});
}

}  // namespace

std::string value_hint(const json& found, const Field& field) {
  const FieldValue& value = field.value;
  if (const auto* swept = std::get_if<SweptIntegerValue>(&value)) {
    const IntegerRange& range = range_of(*swept);
    const std::string problem = read_sweep(found, range.least, range.most).problem;
    return problem.empty() ? "" : "; " + problem;
  }
  if (!found.is_string()) return "";
  const auto text = found.get<std::string>();
  if (const auto* choice = std::get_if<ChoiceValue>(&value)) {
    const std::string meant = meant_choice(text, *choice, field);
    return meant.empty() ? "" : fmt::format("; did you mean \"{}\"?", meant);
  }
  if (std::holds_alternative<SwitchValue>(value)) {
    const std::string meant = meant_switch(text);
    return meant.empty() ? "" : fmt::format("; did you mean {}?", meant);
  }
  const bool is_path = std::holds_alternative<PathValue>(value);
  if (!is_path && !std::holds_alternative<TextValue>(value)) return "";
  return is_printable(text) ? home_advice(text) : " without control characters";
}

}  // namespace codegrid
