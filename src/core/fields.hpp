#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "core/sweep.hpp"

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
/// A whole number, or "auto" where `one` takes it, or several to try (see read_sweep), whose
/// greatest is then in the place of `one`.
struct SweptIntegerValue {
  std::variant<IntegerValue, AutoIntegerValue> one;  ///< From 1 or more, not only odd ones.
  Sweep* several;                                    ///< Empty where one is given.
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

/// Sections that are there only where a config has them; they hold their defaults at first.
struct AddedSections {
  std::function<std::size_t()> count;
  std::function<void(std::size_t)> reset;  ///< Makes there be so many, with their defaults.
  /// The fields of one of them, which read from and write to it until `reset`.
  std::function<SectionValue(std::size_t)> section;
  SectionValue sample;            ///< The same of one with its defaults: what is said of its keys.
  std::shared_ptr<void> sampled;  ///< What the sample reads from and writes to.
};
/// A list of objects of the same fields, by default an empty one, which is not written then. Among
/// the fields of a section that is of one kind, or of those that all kinds have.
struct SectionListValue {
  AddedSections sections;
  std::size_t most_items;
};
/// An object that need not be there, and is not by default; null stands for none. Where it may
/// stand: see SectionListValue.
struct OptionalSectionValue {
  AddedSections sections;
};

using FieldValue =
    std::variant<IntegerValue, AutoIntegerValue, SweptIntegerValue, NumberValue, SwitchValue,
                 TextValue, PathValue, ChoiceValue, IntegerListValue, IntegerTupleValue,
                 NumberTupleValue, SectionValue, SectionListValue, OptionalSectionValue>;

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

/// `place` as a list of at most `most_items` sections; `section_of` gives the fields of an item.
template <class Item>
SectionListValue section_list(std::vector<Item>& place, std::size_t most_items,
                              std::type_identity_t<std::function<SectionValue(Item&)>> section_of) {
  const auto sample = std::make_shared<Item>();
  return {{[&place] { return place.size(); },
           [&place](std::size_t count) { place.assign(count, Item{}); },
           [&place, section_of](std::size_t index) { return section_of(place.at(index)); },
           section_of(*sample), sample},
          most_items};
}

/// `place` as a section that need not be there; `section_of` gives its fields.
template <class Section>
OptionalSectionValue optional_section(
    std::optional<Section>& place,
    std::type_identity_t<std::function<SectionValue(Section&)>> section_of) {
  const auto sample = std::make_shared<Section>();
  return {{[&place] { return std::size_t{place.has_value() ? 1U : 0U}; },
           [&place](std::size_t count) {
             place.reset();
             if (count > 0) place.emplace();
           },
           [&place, section_of](std::size_t) { return section_of(place.value()); },
           section_of(*sample), sample}};
}

/// Of each of its numbers.
const IntegerRange& range_of(const SweptIntegerValue& value);

/// The sections of a list of them, or of one that need not be there; null for any other value.
const AddedSections* added_sections(const FieldValue& value);

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
/// not allowed. No section is taken, and no list of them.
bool store_value(const nlohmann::json& found, const FieldValue& value, const FieldSource& source);

/// The value as JSON; of a section, the keys of every kind and those of the chosen one; null for a
/// section that is not there.
nlohmann::ordered_json write_value(const FieldValue& value);

/// The values as JSON, in the table's order, without lists of no sections and sections that are not
/// there.
nlohmann::ordered_json write_fields(const Fields& fields);

/// "a whole number from 1 to 10", as messages and the reference say it.
std::string allowed(const FieldValue& value);

}  // namespace codegrid
