#include "core/field_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <variant>

#include "core/assignment.hpp"
#include "core/field_search.hpp"
#include "core/printable.hpp"
#include "core/value_hint.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

using nlohmann::json;

constexpr const char* kObject = "an object { ... }";

std::string shown(const json& found) {
  std::string text = found.dump(-1, ' ', false, json::error_handler_t::replace);
  if (text.size() <= 60) return text;
  std::size_t end = 57;
  while ((static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // inside a character
  return text.substr(0, end) + "...";
}

// Whether there is a whole list of sections in `object`, as a config of `section` would have it.
bool holds_list(const json& object, const SectionValue& section) {
  if (!object.is_object()) return false;
  for (const auto& [key, found] : object.items()) {
    const Field* field = find_field(section.fields, key);
    if (field == nullptr) continue;
    if (std::holds_alternative<SectionListValue>(field->value) && found.is_array()) return true;
    const auto* inner = std::get_if<SectionValue>(&field->value);
    if (inner != nullptr && holds_list(found, *inner)) return true;
  }
  return false;
}

}  // namespace

void FieldReader::read(const json& object, const FieldSource& source) {
  if (!object.is_object()) {
    problems_.push_back(
        fmt::format("{}: found {}, expected {}", source.name, shown(object), kObject));
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
  const auto gives_list = [&](const Assignment& each) { return holds_list(each.object, root_); };
  for (std::span<const Assignment> rest = parsed; !rest.empty();) {
    const auto before_list = std::ranges::find_if(rest, gives_list) - rest.begin();
    const auto together = std::max<std::size_t>(1, static_cast<std::size_t>(before_list));
    assign_together(rest.first(together));
    rest = rest.subspan(together);
  }
}

void FieldReader::assign_together(std::span<const Assignment> assignments) {
  const SectionRoll::Kinds before = roll_.kinds();
  for (const Assignment& assignment : assignments) {
    if (assignment.problem.empty())
      read_section(assignment.object, root_, "", assignment.source, Step::kKinds);
  }
  roll_.begin_changed_kinds(before);
  // Those inside a section of another kind have begun anew, too; what is wrong is said already.
  const std::size_t said = problems_.size();
  for (const Assignment& assignment : assignments) {
    if (assignment.problem.empty())
      read_section(assignment.object, root_, "", assignment.source, Step::kKinds);
  }
  problems_.resize(said);
  for (const Assignment& assignment : assignments) {
    if (assignment.problem.empty()) {
      read_section(assignment.object, root_, "", assignment.source, Step::kValues);
    } else {
      problems_.push_back(assignment.problem);
    }
  }
}

std::string FieldReader::source_of(const std::string& key) const {
  const auto found = sources_.find(key);
  return found == sources_.end() ? "" : found->second;
}

void FieldReader::read_section(const json& object, const SectionValue& section,
                               const std::string& prefix, const FieldSource& source, Step step) {
  for (const auto& [key, found] : object.items()) {
    const std::string path = joined_key(prefix, key);
    const Field* field = find_field(section.fields, key);
    const auto* inner = field == nullptr ? nullptr : std::get_if<SectionValue>(&field->value);
    if (&section == &root_) sources_.try_emplace(key, source.name);
    if (inner != nullptr && found.is_object()) {
      read_section(found, *inner, path, source, step);
    } else if (field != nullptr && added_sections(field->value) != nullptr) {
      read_added(found, *field, path, source, step);
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
  if (step == Step::kKinds) read_kinds_of_kind(object, section, prefix, source);
}

// The kinds of the sections that only the chosen kind has.
void FieldReader::read_kinds_of_kind(const json& object, const SectionValue& section,
                                     const std::string& prefix, const FieldSource& source) {
  if (section.kinds.empty() || undecided_.contains(&section)) return;
  for (const Field& field : section.kinds[chosen_kind(section)].fields) {
    const auto* inner = std::get_if<SectionValue>(&field.value);
    const auto found = object.find(field.key);
    if (inner != nullptr && found != object.end() && found->is_object())
      read_section(*found, *inner, joined_key(prefix, field.key), source, Step::kKinds);
  }
}

void FieldReader::require(const json& object, const SectionValue& section,
                          const std::string& prefix, const FieldSource& source) {
  for (const Field& field : section.fields) {
    const std::string path = joined_key(prefix, field.key);
    const bool given = object.contains(field.key);
    if (field.required && !given)
      problem(source, path, "missing; expected " + allowed(field.value));
    if (!given || !object[field.key].is_object()) continue;
    const auto* inner = std::get_if<SectionValue>(&field.value);
    if (inner == nullptr && std::holds_alternative<OptionalSectionValue>(field.value))
      inner = &roll_.section(field, 0);
    if (inner != nullptr) require(object[field.key], *inner, path, source);
  }
}

void FieldReader::read_added(const json& found, const Field& field, const std::string& path,
                             const FieldSource& source, Step step) {
  const bool is_list = std::holds_alternative<SectionListValue>(field.value);
  if (is_list && names_items(found)) {
    read_items(found, field, path, source, step);
  } else if (is_list) {
    if (step == Step::kValues) read_list(found, field, path, source);
  } else if (found.is_object()) {
    if (roll_.count(field) == 0) roll_.reset(field, 1);
    read_section(found, roll_.section(field, 0), path, source, step);
  } else if (step == Step::kValues && found.is_null()) {
    roll_.reset(field, 0);
  } else if (step == Step::kValues) {
    read_value(found, field, path, source);
  }
}

// The whole of it, in the place of what there was.
void FieldReader::read_list(const json& found, const Field& field, const std::string& path,
                            const FieldSource& source) {
  const bool is_taken =
      found.is_array() && found.size() <= std::get<SectionListValue>(field.value).most_items;
  if (!is_taken) {
    read_value(found, field, path, source);
    return;
  }
  roll_.reset(field, found.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    const std::string item = item_key(path, i);
    const SectionValue& section = roll_.section(field, i);
    if (!found[i].is_object()) {
      problem(source, item, fmt::format("found {}, expected {}", shown(found[i]), kObject));
      continue;
    }
    read_section(found[i], section, item, source, Step::kKinds);
    read_section(found[i], section, item, source, Step::kValues);
    require(found[i], section, item, source);
  }
}

// Some of it, by their places.
void FieldReader::read_items(const json& found, const Field& field, const std::string& path,
                             const FieldSource& source, Step step) {
  const std::size_t count = roll_.count(field);
  for (const auto& [key, item] : found.items()) {
    const std::size_t index = item_place(key);
    const std::string whole = path + key;
    if (index < count && item.is_object()) {
      read_section(item, roll_.section(field, index), whole, source, step);
    } else if (step == Step::kKinds) {
      continue;
    } else if (index < count) {
      problem(source, whole, fmt::format("found {}, expected {}", shown(item), kObject));
    } else {
      problem(source, whole,
              count == 0 ? fmt::format("not there: {} has no items; give the whole list", path)
                         : fmt::format("not there: the items of {} are {} to {}", path,
                                       item_key(path, 0), item_key(path, count - 1)));
    }
  }
}

bool FieldReader::read_value(const json& found, const Field& field, const std::string& path,
                             const FieldSource& source) {
  if (store_value(found, field.value, source)) return true;
  problem(source, path,
          fmt::format("found {}, expected {}{}", shown(found), allowed(field.value),
                      value_hint(found, field)));
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
    is_default = is_default || found == roll_.default_of(*field);
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
  Fields own = section.fields;
  if (!section.kinds.empty() && !undecided_.contains(&section)) {
    const Fields& of_kind = section.kinds[chosen_kind(section)].fields;
    own.insert(own.end(), of_kind.begin(), of_kind.end());
  }
  const std::vector<std::string> meant = likely_keys(root_, prefix, key, own);
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
