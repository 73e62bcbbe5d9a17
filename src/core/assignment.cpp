#include "core/assignment.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/error.hpp"
#include "core/field_search.hpp"
#include "core/printable.hpp"
#include "core/strict_json.hpp"

namespace codegrid {
namespace {

using nlohmann::json;

bool is_list_of_numbers(const FieldValue& value) {
  return std::holds_alternative<IntegerListValue>(value) ||
         std::holds_alternative<IntegerTupleValue>(value) ||
         std::holds_alternative<NumberTupleValue>(value) ||
         std::holds_alternative<SweptIntegerValue>(value);
}

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

// The same without brackets: "5,10,20".
std::optional<json> numbers_between_commas(std::string_view text) {
  if (text.find(',') == std::string_view::npos) return std::nullopt;
  json list = json::parse(list_as_json(fmt::format("[{}]", text)), nullptr, false);
  return list.is_discarded() ? std::nullopt : std::optional(std::move(list));
}

// What is neither JSON nor a number is a text, to be refused as one. Throws Error where an object
// or a list is none that a file may hold.
json value_in(const std::string& text, const FieldValue& value, const std::string& source) {
  if (is_word(value)) return word(text);
  const std::string_view bare = without_spaces(text);
  if (is_list_of_numbers(value)) {
    if (const auto list = numbers_between_commas(bare)) return *list;
  }
  const bool is_list = bare.starts_with('[');
  json number = json::parse(is_list ? list_as_json(bare) : number_as_json(bare), nullptr, false);
  if (!number.is_discarded()) return number;
  if (is_list || bare.starts_with('{')) return parse_json(text, source);
  json parsed = json::parse(text, nullptr, false);
  return parsed.is_discarded() ? json(text) : parsed;
}

bool is_number(std::string_view text) {
  constexpr std::size_t kMostDigits = 9;  // of a number that every list is shorter than
  return !text.empty() && text.size() <= kMostDigits && std::ranges::all_of(text, is_digit);
}

bool is_item(std::string_view key) {
  return key.starts_with('[') && key.ends_with(']') && is_number(key.substr(1, key.size() - 2));
}

// "a" and "[1]" of "a[1]" where "a" is a list of sections; else the key as it is, and nothing.
std::pair<std::string, std::string> without_item(const std::string& key,
                                                 const SectionValue& inside) {
  const std::size_t bracket = std::min(key.find('['), key.size());
  const std::string list = key.substr(0, bracket);
  const Field* field = find_in_any_kind(inside, list);
  if (field == nullptr || !std::holds_alternative<SectionListValue>(field->value) ||
      !is_item(std::string_view(key).substr(bracket)))
    return {key, ""};
  return {list, key.substr(bracket)};
}

// What the keys of a field are; null where it has none of its own.
const SectionValue* section_in(const FieldValue& value) {
  const AddedSections* added = added_sections(value);
  return added != nullptr ? &added->sample : std::get_if<SectionValue>(&value);
}

std::vector<std::string> split_at_dots(const std::string& path) {
  std::vector<std::string> keys;
  std::size_t begin = 0;
  for (std::size_t dot = path.find('.'); dot != std::string::npos; dot = path.find('.', begin)) {
    keys.push_back(path.substr(begin, dot - begin));
    begin = dot + 1;
  }
  keys.push_back(path.substr(begin));
  return keys;
}

// Where the keys of an assignment lead to, in the object that says the same.
struct Target {
  json* place = nullptr;
  const Field* field = nullptr;  // null: there is no such key, which is refused with a null there
  std::string problem;
};

Target follow(const std::string& path, const SectionValue& root, json& object) {
  const std::vector<std::string> keys = split_at_dots(path);
  Target at{&object, nullptr, ""};
  const SectionValue* inside = &root;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (inside == nullptr) {
      const auto before = std::span(keys).first(i);
      return {nullptr, nullptr,
              fmt::format("{}: {} has no keys of its own", path, fmt::join(before, "."))};
    }
    auto [key, item] = without_item(keys[i], *inside);
    at.field = find_in_any_kind(*inside, key);
    if (at.place->is_null()) *at.place = json::object();
    at.place = &(*at.place)[key];
    if (at.field == nullptr) return at;
    const bool is_list = std::holds_alternative<SectionListValue>(at.field->value);
    const bool goes_on = i + 1 < keys.size();
    if (is_list && item.empty() && goes_on) {
      if (!is_number(keys[i + 1])) {
        return {nullptr, nullptr,
                fmt::format("{}: expected an item of {} by its place, such as {}", path, key,
                            item_key(key, 0))};
      }
      item = "[" + keys[++i] + "]";
    }
    if (!item.empty()) at.place = &(*at.place)[item];
    inside = section_in(at.field->value);
  }
  return at;
}

}  // namespace

std::string item_key(const std::string& list, std::size_t index) {
  return fmt::format("{}[{}]", list, index);
}

bool names_items(const json& object) {
  if (!object.is_object() || object.empty()) return false;
  return std::ranges::all_of(object.items(), [](const auto& each) { return is_item(each.key()); });
}

std::size_t item_place(const std::string& key) { return std::stoul(key.substr(1)); }

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
  const Target target = follow(path, root, parsed.object);
  if (!target.problem.empty()) return refused(target.problem);
  if (target.field == nullptr) return parsed;
  try {
    *target.place = value_in(text.substr(equals + 1), target.field->value, source.name);
  } catch (const Error& error) {
    return {source, {}, error.what()};
  }
  return parsed;
}

}  // namespace codegrid
