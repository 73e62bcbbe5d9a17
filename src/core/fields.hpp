#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <nlohmann/json_fwd.hpp>
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
};

/// Finite numbers.
struct NumberRange {
  double least = std::numeric_limits<double>::lowest();
  double most = std::numeric_limits<double>::max();
  bool least_itself = true;  ///< False: greater than `least`.
  bool most_itself = true;   ///< False: less than `most`.
};

struct IntegerValue {
  std::int64_t* place;
  IntegerRange range;
};
struct NumberValue {
  double* place;
  NumberRange range;
};
struct SwitchValue {
  bool* place;
};
struct TextValue {
  std::string* place;
};
enum class PathBase { kSource, kNone };
/// kSource: read relative to the folder of the file that holds it, or to the working folder on a
/// command line. kNone: taken as it stands.
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
/// A list of any length up to `most_items`.
struct IntegerListValue {
  std::vector<std::int64_t>* place;
  IntegerRange range;
  std::size_t most_items;
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
struct SectionValue {
  std::vector<Field> fields;
};

using FieldValue =
    std::variant<IntegerValue, NumberValue, SwitchValue, TextValue, PathValue, ChoiceValue,
                 IntegerListValue, IntegerTupleValue, NumberTupleValue, SectionValue>;

struct Field {
  std::string key;
  std::string meaning;
  FieldValue value;
  bool required = false;
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

/// Where values come from.
struct FieldSource {
  std::string name;              ///< Of the file, or the `--set` itself, for messages.
  std::filesystem::path folder;  ///< What relative paths are relative to.
};

/// Reads the object `json` into the places of `fields`. Every problem is added to `problems` as one
/// line: source, key, what was found, what is allowed, and the nearest valid key for an unknown
/// one. Places of values with problems keep theirs.
void read_fields(const nlohmann::json& json, const Fields& fields, const FieldSource& source,
                 std::vector<std::string>& problems);

/// Reads one `a.b=value` of a command line in the same way. Texts and paths are taken as they
/// stand, all else is JSON.
void read_assignment(const std::string& assignment, const Fields& fields, const FieldSource& source,
                     std::vector<std::string>& problems);

/// The values as JSON, in the table's order.
nlohmann::ordered_json write_fields(const Fields& fields);

/// "a whole number from 1 to 10", as messages and the reference say it.
std::string allowed(const FieldValue& value);

}  // namespace codegrid
