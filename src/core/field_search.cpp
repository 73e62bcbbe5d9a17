#include "core/field_search.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <variant>

#include "core/nearest.hpp"

namespace codegrid {
namespace {

// A key below the root. Keys of several kinds with one name are as many of these.
struct KnownKey {
  std::string section;  // dotted; "" is the root
  const Field* field;
};

std::string path_of(const KnownKey& known) { return joined_key(known.section, known.field->key); }

bool is_within(const std::string& place, const std::string& section) {
  return place == section || place.starts_with(section + ".");
}

// Collects the keys of a table that `place`, a dotted section, is a place in.
struct KeyCollector {
  const std::string& place;
  bool with_optional;  // those of sections that need not be there, also from outside
  std::vector<KnownKey> found{};

  void collect(const Fields& fields, const std::string& section) {
    for (const Field& field : fields) {
      found.push_back({section, &field});
      const std::string inside = joined_key(section, field.key);
      if (const SectionValue* inner = inner_of(field.value, inside)) {
        collect(inner->fields, inside);
        for (const Kind& kind : inner->kinds) collect(kind.fields, inside);
      }
    }
  }

 private:
  const SectionValue* inner_of(const FieldValue& value, const std::string& inside) const {
    const auto* optional = std::get_if<OptionalSectionValue>(&value);
    if (optional == nullptr) return std::get_if<SectionValue>(&value);
    return with_optional || is_within(place, inside) ? &optional->sections.sample : nullptr;
  }
};

void add_once(const std::string& text, std::vector<std::string>& texts) {
  if (std::ranges::find(texts, text) == texts.end()) texts.push_back(text);
}

// The paths of those that `is_meant`: in the section at `place` if there are any, else elsewhere.
std::vector<std::string> those_meant(const std::vector<KnownKey>& known, const std::string& place,
                                     const std::function<bool(const Field&)>& is_meant) {
  std::vector<std::string> here;
  std::vector<std::string> elsewhere;
  for (const KnownKey& key : known) {
    if (is_meant(*key.field)) add_once(path_of(key), key.section == place ? here : elsewhere);
  }
  return here.empty() ? elsewhere : here;
}

// A slip in the same section may be in a short word; elsewhere, such a word is another word.
std::vector<std::string> slips(const std::vector<KnownKey>& known, const std::string& place,
                               const std::string& key) {
  constexpr std::size_t kShortestElsewhere = 4;
  std::vector<std::string> here;
  std::vector<std::string> everywhere;
  for (const KnownKey& each : known) {
    everywhere.push_back(each.field->key);
    if (each.section == place) here.push_back(each.field->key);
  }
  std::string meant = likely_meant(key, here);
  if (meant.empty() && key.size() >= kShortestElsewhere) meant = likely_meant(key, everywhere);
  if (meant.empty()) return {};
  return those_meant(known, place, [&](const Field& field) { return field.key == meant; });
}

std::vector<std::string> called_so(const std::vector<KnownKey>& known, const std::string& place,
                                   const std::string& key) {
  std::vector<std::string> meant =
      those_meant(known, place, [&](const Field& field) { return same_letters(field.key, key); });
  if (!meant.empty()) return meant;
  return those_meant(known, place, [&](const Field& field) {
    return std::ranges::any_of(field.also_called,
                               [&](const std::string& word) { return same_letters(word, key); });
  });
}

std::vector<std::string> likely_among(const std::vector<KnownKey>& known, const std::string& place,
                                      const std::string& key) {
  std::vector<std::string> meant = called_so(known, place, key);
  return meant.empty() ? slips(known, place, key) : meant;
}

// The list among the fields of `root` that the item at the beginning of `place` is of; null where
// it begins with none.
const SectionListValue* list_of_item(const SectionValue& root, const std::string& place) {
  const Field* field = find_field(root.fields, place.substr(0, place.find('[')));
  return field == nullptr ? nullptr : std::get_if<SectionListValue>(&field->value);
}

std::vector<std::string> likely_in_item(const SectionListValue& list, const std::string& place,
                                        const std::string& key) {
  const std::size_t end = std::min(place.find(']') + 1, place.size());
  const std::string rest = end < place.size() ? place.substr(end + 1) : "";
  std::vector<std::string> meant = likely_keys(list.sections.sample, rest, key);
  for (std::string& path : meant) path = joined_key(place.substr(0, end), path);
  return meant;
}

}  // namespace

std::string joined_key(const std::string& section, const std::string& key) {
  return section.empty() ? key : section + "." + key;
}

const Field* find_field(const Fields& fields, const std::string& key) {
  for (const Field& field : fields) {
    if (field.key == key) return &field;
  }
  return nullptr;
}

const Field* find_in_any_kind(const SectionValue& section, const std::string& key) {
  const Field* found = find_field(section.fields, key);
  for (const Kind& kind : section.kinds) {
    if (found == nullptr) found = find_field(kind.fields, key);
  }
  return found;
}

std::vector<std::string> keys_of(const SectionValue& section) {
  std::vector<std::string> keys;
  for (const Field& field : section.fields) add_once(field.key, keys);
  for (const Kind& kind : section.kinds) {
    for (const Field& field : kind.fields) add_once(field.key, keys);
  }
  return keys;
}

std::vector<std::string> likely_keys(const SectionValue& root, const std::string& place,
                                     const std::string& key, const Fields& own) {
  KeyCollector below{place, /*with_optional=*/false};
  below.collect(own, place);
  std::vector<std::string> of_own = called_so(below.found, place, key);
  if (!of_own.empty()) return of_own;
  if (const SectionListValue* list = list_of_item(root, place)) {
    std::vector<std::string> meant = likely_in_item(*list, place, key);
    if (!meant.empty()) return meant;
  }
  for (const bool with_optional : {false, true}) {
    KeyCollector keys{place, with_optional};
    keys.collect(root.fields, "");
    std::vector<std::string> meant = likely_among(keys.found, place, key);
    if (!meant.empty()) return meant;
  }
  return {};
}

}  // namespace codegrid
