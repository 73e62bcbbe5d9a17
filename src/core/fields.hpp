#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace codegrid {

/// A field table says once what a config's struct may hold: each key with the place of its value,
/// what is allowed and what it means. Reading, writing, the JSON Schema and the README's reference
/// all follow from it.

/// Whole numbers, both ends included.
struct IntegerRange {
  std::int64_t least = std::numeric_limits<std::int64_t>::min();
  std::int64_t most = std::numeric_limits<std::int64_t>::max();
  bool odd = false;  ///< True: odd ones only.
};

/// Finite numbers.
struct NumberRange {
  double least = std::numeric_limits<double>::lowest();
  double most = std::numeric_limits<double>::max();
  bool least_itself = true;  ///< False: greater than `least`.
  bool most_itself = true;   ///< False: less than `most`.
};

constexpr NumberRange kPositive{.least = 0, .least_itself = false};
constexpr NumberRange kNotNegative{.least = 0};

struct IntegerValue {
  std::int64_t* place;
  IntegerRange range;
};
/// A whole number, or "auto", which leaves the place empty.
struct AutoIntegerValue {
  std::optional<std::int64_t>* place;
  IntegerRange range;
};
struct NumberValue {
  double* place;
  NumberRange range;
};
struct SwitchValue {
  bool* place;
};
/// Printable: UTF-8 without control characters. So are paths.
struct TextValue {
  std::string* place;
};
enum class PathBase { kSource, kNone };
/// kSource: read relative to the folder of the file that holds it, or to the working folder on a
/// command line. kNone: taken as it stands. A "~" of the shell's at its start is refused.
struct PathValue {
  std::filesystem::path* place;
  PathBase base = PathBase::kSource;
};
/// One of `names`. The enum behind it is reached through `get` and `set` by index.
struct ChoiceValue {
  std::vector<std::string> names;
  std::function<std::size_t()> get;
  std::function<void(std::size_t)> set;
};
/// A list of `least_items` to `most_items`.
struct IntegerListValue {
  std::vector<std::int64_t>* place;
  IntegerRange range;
  std::size_t most_items;
  std::size_t least_items = 0;
};
/// A list of exactly as many items as places.
struct IntegerTupleValue {
  std::vector<std::int64_t*> places;
  IntegerRange range;
};
struct NumberTupleValue {
  std::vector<double*> places;
  NumberRange range;
};
struct Field;
/// One of the kinds that a section may be of: the keys that only it has. A section among them is
/// of one kind itself.
struct Kind {
  std::string name;
  std::string meaning;
  std::vector<Field> fields;
};
/// An object of its own. Where it may be of several kinds, the first of `fields` is the choice
/// among them, and the keys of the chosen one stand beside `fields` in the same object.
struct SectionValue {
  std::vector<Field> fields;
  std::vector<Kind> kinds{};  ///< Named and ordered as the choice's names; empty: of one kind.
};

using FieldValue =
    std::variant<IntegerValue, AutoIntegerValue, NumberValue, SwitchValue, TextValue, PathValue,
                 ChoiceValue, IntegerListValue, IntegerTupleValue, NumberTupleValue, SectionValue>;

/// A word that other programs have for a value: "bf16" for "bfloat16".
struct OtherValue {
  std::string word;
  std::string value;
};

struct Field {
  std::string key;
  std::string meaning;
  FieldValue value;
  bool required = false;
  std::vector<std::string> also_called{};  ///< Elsewhere: words that lead to this key's name.
  /// The same of its values, and of those that the field has in another kind of its section only.
  std::vector<OtherValue> other_values{};
};
using Fields = std::vector<Field>;

/// The enum `place` as a choice: `{{"relu", Activation::kRelu}, ...}`.
template <class Enum>
ChoiceValue choice(Enum& place, std::vector<std::pair<std::string, Enum>> options) {
  ChoiceValue value;
  for (const auto& option : options) value.names.push_back(option.first);
  value.get = [&place, options] {
    std::size_t index = 0;
    while (index + 1 < options.size() && options[index].second != place) ++index;
    return index;
  };
  value.set = [&place, options](std::size_t index) { place = options.at(index).second; };
  return value;
}

/// A kind and the enum's value that stands for it.
template <class Enum>
struct KindOf {
  std::string name;
  Enum value;
  std::string meaning;
  Fields fields;
};

/// A section whose key `chooser`, the enum `place`, chooses one of `kinds`; the keys of `common`
/// are those of every kind.
template <class Enum>
SectionValue section_of_kinds(const std::string& chooser, Enum& place,
                              std::vector<KindOf<Enum>> kinds, Fields common) {
  SectionValue section;
  std::vector<std::pair<std::string, Enum>> options;
  std::string meaning;
  for (KindOf<Enum>& kind : kinds) {
    options.emplace_back(kind.name, kind.value);
    meaning += (meaning.empty() ? "" : "; ") + kind.name + ": " + kind.meaning;
    section.kinds.push_back({kind.name, kind.meaning, std::move(kind.fields)});
  }
  section.fields = std::move(common);
  section.fields.insert(section.fields.begin(), {chooser, meaning, choice(place, options)});
  return section;
}

/// The field that chooses the section's kind; null where it is of one kind.
const Field* chooser_of(const SectionValue& section);

/// Which of `section.kinds` its choice stands at.
std::size_t chosen_kind(const SectionValue& section);

/// Where values come from.
struct FieldSource {
  std::string name;              ///< Of the file, or the `--set` itself, for messages.
  std::filesystem::path folder;  ///< What relative paths are relative to.
};

/// Puts what `found` says into the place of `value`; false, and the place as it was, where that is
/// not allowed. No section is taken.
bool store_value(const nlohmann::json& found, const FieldValue& value, const FieldSource& source);

/// The value as JSON; of a section, the keys of every kind and those of the chosen one.
nlohmann::ordered_json write_value(const FieldValue& value);

/// The values as JSON, in the table's order.
nlohmann::ordered_json write_fields(const Fields& fields);

/// "a whole number from 1 to 10", as messages and the reference say it.
std::string allowed(const FieldValue& value);

}  // namespace codegrid
