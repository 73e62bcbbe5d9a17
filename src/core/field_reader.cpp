#include "core/field_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>
#include <utility>

#include "core/nearest.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

using nlohmann::json;

std::string shown(const json& found) {
  std::string text = found.dump(-1, ' ', false, json::error_handler_t::replace);
  return text.size() <= 60 ? text : text.substr(0, 57) + "...";
}

std::string joined(const std::string& prefix, const std::string& key) {
  return prefix.empty() ? key : prefix + "." + key;
}

const Field* find(const Fields& fields, const std::string& key) {
  for (const Field& field : fields) {
    if (field.key == key) return &field;
  }
  return nullptr;
}

// Also where only another kind than the chosen one has the key.
const Field* find_in_any_kind(const SectionValue& section, const std::string& key) {
  const Field* found = find(section.fields, key);
  for (const Kind& kind : section.kinds) {
    if (found == nullptr) found = find(kind.fields, key);
  }
  return found;
}

// The keys of all kinds.
std::vector<std::string> keys_of(const SectionValue& section) {
  std::vector<std::string> keys;
  for (const Field& field : section.fields) keys.push_back(field.key);
  for (const Kind& kind : section.kinds) {
    for (const Field& field : kind.fields) keys.push_back(field.key);
  }
  return keys;
}

// Every key below `section`, dotted.
void collect_keys(const SectionValue& section, const std::string& prefix,
                  std::vector<std::string>& keys) {
  for (const std::string& key : keys_of(section)) {
    keys.push_back(joined(prefix, key));
    const Field* field = find(section.fields, key);
    if (field == nullptr) continue;
    if (const auto* inner = std::get_if<SectionValue>(&field->value))
      collect_keys(*inner, joined(prefix, key), keys);
  }
}

void collect_sections_with_kinds(const SectionValue& section,
                                 std::vector<const SectionValue*>& found) {
  if (!section.kinds.empty()) found.push_back(&section);
  for (const Field& field : section.fields) {
    if (const auto* inner = std::get_if<SectionValue>(&field.value))
      collect_sections_with_kinds(*inner, found);
  }
}

std::string suggestion(const json& found, const FieldValue& value) {
  const auto* names = std::get_if<ChoiceValue>(&value);
  if (names == nullptr || names->names.size() < 2 || !found.is_string()) return "";
  return fmt::format("; did you mean \"{}\"?", nearest(found.get<std::string>(), names->names));
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

json value_in(const std::string& text, const FieldValue& value) {
  if (is_word(value)) return text;
  json parsed = json::parse(text, nullptr, false);
  return parsed.is_discarded() ? json(text) : parsed;
}

}  // namespace

FieldReader::FieldReader(Fields fields) : root_{std::move(fields)} {
  collect_sections_with_kinds(root_, with_kinds_);
  for (const SectionValue* section : with_kinds_) {
    for (const Kind& kind : section->kinds) {
      for (const Field& field : kind.fields) defaults_[&field] = write_value(field.value);
    }
  }
}

void FieldReader::read(const json& object, const FieldSource& source) {
  if (!object.is_object()) {
    problems_.push_back(
        fmt::format("{}: found {}, expected an object {{ ... }}", source.name, shown(object)));
    return;
  }
  read_section(object, root_, "", source, Step::kKinds);
  read_section(object, root_, "", source, Step::kValues);
  require(object, root_, "", source);
}

// An assignment as the object that says the same, or what is wrong with it.
struct FieldReader::Assignment {
  FieldSource source;
  json object;
  std::string problem;
};

FieldReader::Assignment FieldReader::parse(const std::string& assignment,
                                           const fs::path& folder) const {
  const FieldSource source{"--set " + assignment, folder};
  const auto equals = assignment.find('=');
  if (equals == std::string::npos || equals == 0)
    return {source, {}, source.name + ": expected key=value, such as training.epochs=20"};
  if (!is_utf8(assignment)) return {source, {}, "--set: expected text in UTF-8"};
  const std::string path = assignment.substr(0, equals);
  const std::string text = assignment.substr(equals + 1);
  Assignment parsed{source, json::object(), ""};
  json* level = &parsed.object;
  const SectionValue* inside = &root_;
  for (std::size_t begin = 0;;) {
    const auto dot = path.find('.', begin);
    const std::string key = path.substr(begin, dot - begin);
    const Field* field = find_in_any_kind(*inside, key);
    json& place = (*level)[key];
    if (field == nullptr || dot == std::string::npos) {
      place = field == nullptr ? json(text) : value_in(text, field->value);
      return parsed;
    }
    inside = std::get_if<SectionValue>(&field->value);
    if (inside == nullptr) {
      return {
          source,
          {},
          fmt::format("{}: {}: {} has no keys of its own", source.name, path, path.substr(0, dot))};
    }
    place = json::object();
    level = &place;
    begin = dot + 1;
  }
}

void FieldReader::assign(const std::vector<std::string>& assignments, const fs::path& folder) {
  std::vector<Assignment> parsed;
  for (const std::string& assignment : assignments) parsed.push_back(parse(assignment, folder));
  std::map<const SectionValue*, std::size_t> before;
  for (const SectionValue* section : with_kinds_) before[section] = chosen_kind(*section);
  for (const Assignment& assignment : parsed) {
    if (assignment.problem.empty())
      read_section(assignment.object, root_, "", assignment.source, Step::kKinds);
  }
  for (const auto& [section, kind] : before) {
    if (chosen_kind(*section) == kind) continue;
    for (const Kind& each : section->kinds) {
      for (const Field& field : each.fields) store_value(defaults_.at(&field), field.value, {});
    }
  }
  for (const Assignment& assignment : parsed) {
    if (assignment.problem.empty()) {
      read_section(assignment.object, root_, "", assignment.source, Step::kValues);
    } else {
      problems_.push_back(assignment.problem);
    }
  }
}

void FieldReader::read_section(const json& object, const SectionValue& section,
                               const std::string& prefix, const FieldSource& source, Step step) {
  for (const auto& [key, found] : object.items()) {
    const std::string path = joined(prefix, key);
    const Field* field = find(section.fields, key);
    const auto* inner = field == nullptr ? nullptr : std::get_if<SectionValue>(&field->value);
    if (inner != nullptr && found.is_object()) {
      read_section(found, *inner, path, source, step);
    } else if (field != nullptr && field == chooser_of(section)) {
      if (step == Step::kKinds) choose(found, section, path, source);
    } else if (step == Step::kKinds) {
      continue;
    } else if (field != nullptr) {
      read_value(found, *field, path, source);
    } else {
      read_value_of_kind(found, key, section, prefix, source);
    }
  }
}

void FieldReader::require(const json& object, const SectionValue& section,
                          const std::string& prefix, const FieldSource& source) {
  for (const Field& field : section.fields) {
    const std::string path = joined(prefix, field.key);
    const bool given = object.contains(field.key);
    if (field.required && !given)
      problem(source, path, "missing; expected " + allowed(field.value));
    const auto* inner = std::get_if<SectionValue>(&field.value);
    if (inner != nullptr && given && object[field.key].is_object())
      require(object[field.key], *inner, path, source);
  }
}

bool FieldReader::read_value(const json& found, const Field& field, const std::string& path,
                             const FieldSource& source) {
  if (store_value(found, field.value, source)) return true;
  problem(source, path,
          fmt::format("found {}, expected {}{}", shown(found), allowed(field.value),
                      suggestion(found, field.value)));
  return false;
}

void FieldReader::choose(const json& found, const SectionValue& section, const std::string& path,
                         const FieldSource& source) {
  if (read_value(found, section.fields.front(), path, source)) {
    undecided_.erase(&section);
  } else {
    undecided_.insert(&section);
  }
}

void FieldReader::read_value_of_kind(const json& found, const std::string& key,
                                     const SectionValue& section, const std::string& prefix,
                                     const FieldSource& source) {
  const std::string path = joined(prefix, key);
  const bool decided = !undecided_.contains(&section);
  bool is_default = false;
  std::vector<std::string> owners;
  for (std::size_t i = 0; i < section.kinds.size(); ++i) {
    const Field* field = find(section.kinds[i].fields, key);
    if (field == nullptr) continue;
    if (decided && i == chosen_kind(section)) {
      read_value(found, *field, path, source);
      return;
    }
    is_default = is_default || found == defaults_.at(field);
    owners.push_back(section.kinds[i].name);
  }
  if (owners.empty()) return unknown(key, section, prefix, source);
  if (is_default || !decided) return;  // undecided: one problem is enough
  const std::string& chooser = chooser_of(section)->key;
  problem(source, path,
          fmt::format("is a key of \"{0}\": \"{1}\", but the {0} is \"{2}\"", chooser,
                      fmt::join(owners, "\" or \""), section.kinds[chosen_kind(section)].name));
}

void FieldReader::unknown(const std::string& key, const SectionValue& section,
                          const std::string& prefix, const FieldSource& source) {
  std::vector<std::string> siblings;
  for (const std::string& sibling : keys_of(section)) siblings.push_back(joined(prefix, sibling));
  std::vector<std::string> everywhere;
  collect_keys(root_, "", everywhere);
  std::string guess = nearest(joined(prefix, key), siblings);
  for (const std::string& other : everywhere) {  // the right word in the wrong section
    if (other.ends_with("." + key) || other == key) guess = other;
  }
  problem(source, joined(prefix, key), fmt::format("unknown key; did you mean \"{}\"?", guess));
}

void FieldReader::problem(const FieldSource& source, const std::string& path,
                          const std::string& text) {
  problems_.push_back(fmt::format("{}: {}: {}", source.name, path, text));
}

}  // namespace codegrid
