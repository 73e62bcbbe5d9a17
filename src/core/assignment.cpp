#include "core/assignment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "core/error.hpp"
#include "core/field_search.hpp"
#include "core/printable.hpp"
#include "core/strict_json.hpp"

namespace codegrid {
namespace {

using nlohmann::json;

bool is_utf8(const std::string& text) {
  try {
    return !json(text).dump().empty();
  } catch (const json::type_error&) {
    return false;
  }
}

bool is_word(const FieldValue& value) {
  return std::holds_alternative<TextValue>(value) || std::holds_alternative<PathValue>(value) ||
         std::holds_alternative<ChoiceValue>(value);
}

// A text that stands in JSON's quotes, as in a file: '"relu"'.
json word(const std::string& text) {
  if (text.size() < 2 || text.front() != '"') return text;
  json parsed = json::parse(text, nullptr, false);
  return parsed.is_string() ? parsed : json(text);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// ".5", "+1", "1." and "007" as JSON writes them; nothing where `text` begins like no number.
std::string number_as_json(std::string_view text) {
  const auto take_digits = [&] {
    const auto count =
        static_cast<std::size_t>(std::ranges::find_if_not(text, is_digit) - text.begin());
    const std::string digits(text.substr(0, count));
    text.remove_prefix(count);
    return digits;
  };
  std::string number = text.starts_with('-') ? "-" : "";
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  const std::string whole = take_digits();
  const bool has_point = text.starts_with('.');
  if (has_point) text.remove_prefix(1);
  const std::string fraction = has_point ? take_digits() : "";
  if (whole.empty() && fraction.empty()) return "";
  const std::size_t leading_zeros = std::min(whole.find_first_not_of('0'), whole.size());
  number += leading_zeros == whole.size() ? "0" : whole.substr(leading_zeros);
  if (has_point) number += "." + (fraction.empty() ? "0" : fraction);
  return number.append(text);  // an exponent, which JSON writes in the same way
}

std::string_view without_spaces(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  text.remove_suffix(text.size() - (text.find_last_not_of(' ') + 1));
  return text;
}

// The same in a list of numbers: "[.9, .999]".
std::string list_as_json(std::string_view text) {
  if (!text.starts_with('[') || !text.ends_with(']')) return "";
  text = text.substr(1, text.size() - 2);
  std::string list = "[";
  for (auto comma = text.find(','); comma != std::string_view::npos; comma = text.find(',')) {
    list += number_as_json(without_spaces(text.substr(0, comma))) + ',';
    text.remove_prefix(comma + 1);
  }
  return list + number_as_json(without_spaces(text)) + ']';
}

// What is neither JSON nor a number is a text, to be refused as one. Throws Error where an object
// or a list is none that a file may hold.
json value_in(const std::string& text, const FieldValue& value, const std::string& source) {
  if (is_word(value)) return word(text);
  const std::string_view bare = without_spaces(text);
  const bool is_list = bare.starts_with('[');
  json number = json::parse(is_list ? list_as_json(bare) : number_as_json(bare), nullptr, false);
  if (!number.is_discarded()) return number;
  if (is_list || bare.starts_with('{')) return parse_json(text, source);
  json parsed = json::parse(text, nullptr, false);
  return parsed.is_discarded() ? json(text) : parsed;
}

}  // namespace

Assignment parse_assignment(const std::string& text, const SectionValue& root,
                            const std::filesystem::path& folder) {
  const FieldSource source{"--set " + printable(text), folder};
  const auto refused = [&](const std::string& why) {
    return Assignment{source, {}, source.name + ": " + why};
  };
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0)
    return refused("expected key=value, such as training.epochs=20");
  if (!is_utf8(text)) return refused("expected text in UTF-8");
  const std::string path = text.substr(0, equals);
  Assignment parsed{source, json::object(), ""};
  json* level = &parsed.object;
  const SectionValue* inside = &root;
  for (std::size_t begin = 0;;) {
    const auto dot = path.find('.', begin);
    const std::string key = path.substr(begin, dot - begin);
    const Field* field = find_in_any_kind(*inside, key);
    json& place = (*level)[key];
    if (field == nullptr) return parsed;  // null: the key is refused, whatever its value
    if (dot == std::string::npos) {
      try {
        place = value_in(text.substr(equals + 1), field->value, source.name);
      } catch (const Error& error) {
        return {source, {}, error.what()};
      }
      return parsed;
    }
    inside = std::get_if<SectionValue>(&field->value);
    if (inside == nullptr)
      return refused(fmt::format("{}: {} has no keys of its own", path, path.substr(0, dot)));
    place = json::object();
    level = &place;
    begin = dot + 1;
  }
}

}  // namespace codegrid
