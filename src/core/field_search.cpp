#include "core/field_search.hpp"

#include <algorithm>
#include <functional>

#include "core/nearest.hpp"

namespace codegrid {
namespace {

// A key below the root. Keys of several kinds with one name are as many of these.
struct KnownKey {
  std::string section;  // dotted; "" is the root
  const Field* field;
};

std::string path_of(const KnownKey& known) { return joined_key(known.section, known.field->key); }

void collect_keys(const Fields& fields, const std::string& place, std::vector<KnownKey>& found) {
  for (const Field& field : fields) {
    found.push_back({place, &field});
    const auto* inner = std::get_if<SectionValue>(&field.value);
    if (inner == nullptr) continue;
    const std::string inside = joined_key(place, field.key);
    collect_keys(inner->fields, inside, found);
    for (const Kind& kind : inner->kinds) collect_keys(kind.fields, inside, found);
  }
}

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
                                     const std::string& key) {
  std::vector<KnownKey> known;
  collect_keys(root.fields, "", known);
  std::vector<std::string> meant =
      those_meant(known, place, [&](const Field& field) { return same_letters(field.key, key); });
  if (!meant.empty()) return meant;
  meant = those_meant(known, place, [&](const Field& field) {
    return std::ranges::any_of(field.also_called,
                               [&](const std::string& word) { return same_letters(word, key); });
  });
  return meant.empty() ? slips(known, place, key) : meant;
}

}  // namespace codegrid
