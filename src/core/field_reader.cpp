#include "core/field_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "core/assignment.hpp"
#include "core/field_search.hpp"
#include "core/nearest.hpp"
#include "core/paths.hpp"
#include "core/printable.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

using nlohmann::json;

std::string shown(const json& found) {
  std::string text = found.dump(-1, ' ', false, json::error_handler_t::replace);
  if (text.size() <= 60) return text;
  std::size_t end = 57;
  while ((static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // inside a character
  return text.substr(0, end) + "...";
}

void collect_sections_with_kinds(const SectionValue& section,
                                 std::vector<const SectionValue*>& found) {
  if (!section.kinds.empty()) found.push_back(&section);
  for (const Field& field : section.fields) {
    if (const auto* inner = std::get_if<SectionValue>(&field.value))
      collect_sections_with_kinds(*inner, found);
  }
}

// Puts what write_value gave of the field back into its places.
void restore(const Field& field, const json& value) {
  const auto* section = std::get_if<SectionValue>(&field.value);
  if (section == nullptr) {
    store_value(value, field.value, {});
    return;
  }
  for (const Field& inner : section->fields) restore(inner, value.at(inner.key));
}

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

// What may be wrong with what was found, for a person who has just written it.
std::string hint(const json& found, const Field& field) {
  if (!found.is_string()) return "";
  const FieldValue& value = field.value;
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

void FieldReader::assign(const std::vector<std::string>& assignments, const fs::path& folder) {
  std::vector<Assignment> parsed;
  for (const std::string& assignment : assignments)
    parsed.push_back(parse_assignment(assignment, root_, folder));
  std::map<const SectionValue*, std::size_t> before;
  for (const SectionValue* section : with_kinds_) before[section] = chosen_kind(*section);
  for (const Assignment& assignment : parsed) {
    if (assignment.problem.empty())
      read_section(assignment.object, root_, "", assignment.source, Step::kKinds);
  }
  for (const auto& [section, kind] : before) {
    if (chosen_kind(*section) == kind) continue;
    for (const Kind& each : section->kinds) {
      for (const Field& field : each.fields) restore(field, defaults_.at(&field));
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
    const std::string path = joined_key(prefix, key);
    const Field* field = find_field(section.fields, key);
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
    const std::string path = joined_key(prefix, field.key);
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
                      hint(found, field)));
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
  const std::string path = joined_key(prefix, key);
  const bool decided = !undecided_.contains(&section);
  bool is_default = false;
  std::vector<std::string> owners;
  for (std::size_t i = 0; i < section.kinds.size(); ++i) {
    const Field* field = find_field(section.kinds[i].fields, key);
    if (field == nullptr) continue;
    if (decided && i == chosen_kind(section)) {
      const auto* inner = std::get_if<SectionValue>(&field->value);
      if (inner != nullptr && found.is_object()) {
        read_section(found, *inner, path, source, Step::kValues);
      } else {
        read_value(found, *field, path, source);
      }
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
  const std::vector<std::string> meant = likely_keys(root_, prefix, key);
  problem(source, joined_key(prefix, key),
          meant.empty()
              ? fmt::format("unknown key; expected one of {}", fmt::join(keys_of(section), ", "))
              : fmt::format("unknown key; did you mean \"{}\"?", fmt::join(meant, "\" or \"")));
}

void FieldReader::problem(const FieldSource& source, const std::string& path,
                          const std::string& text) {
  problems_.push_back(
      fmt::format("{}: {}: {}", source.name, path.empty() ? "\"\"" : printable(path), text));
}

}  // namespace codegrid
