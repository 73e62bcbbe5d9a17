#include "core/section_roll.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace codegrid {
namespace {

using nlohmann::json;

// Calls `act` with each section that stands in `section` itself, in any kind of it.
template <class Act>
void for_each_inner(const SectionValue& section, const Act& act) {
  const auto among = [&](const Fields& fields) {
    for (const Field& field : fields)
      if (const auto* inner = std::get_if<SectionValue>(&field.value)) act(*inner);
  };
  among(section.fields);
  for (const Kind& kind : section.kinds) among(kind.fields);
}

}  // namespace

// Puts what write_value gave of the field back into its places, and the defaults of all kinds.
void SectionRoll::restore(const Field& field, const json& value) const {
  const auto* section = std::get_if<SectionValue>(&field.value);
  if (section == nullptr) {
    store_value(value, field.value, {});
    return;
  }
  for (const Field& inner : section->fields) restore(inner, value.at(inner.key));
  for (const Kind& kind : section->kinds) {
    for (const Field& inner : kind.fields) restore(inner, defaults_.at(&inner));
  }
}

void SectionRoll::enroll(const SectionValue& section) {
  if (!section.kinds.empty()) with_kinds_.push_back(&section);
  for (const Kind& kind : section.kinds) {
    for (const Field& field : kind.fields) defaults_[&field] = write_value(field.value);
  }
  for_each_inner(section, [&](const SectionValue& inner) { enroll(inner); });
  for (const Field& field : section.fields) {
    if (added_sections(field.value) != nullptr) enroll_added(field);
  }
}

void SectionRoll::enroll_added(const Field& field) {
  const AddedSections& added = *added_sections(field.value);
  Sections& sections = added_[&field];
  for (std::size_t i = 0; i < added.count(); ++i) {
    sections.push_back(std::make_unique<const SectionValue>(added.section(i)));
    enroll(*sections.back());
  }
}

void SectionRoll::retire(const SectionValue& section) {
  std::erase(with_kinds_, &section);
  for_each_inner(section, [&](const SectionValue& inner) { retire(inner); });
}

void SectionRoll::reset(const Field& field, std::size_t count) {
  for (auto& section : std::exchange(added_.at(&field), {})) {
    retire(*section);
    retired_.push_back(std::move(section));
  }
  added_sections(field.value)->reset(count);
  enroll_added(field);
}

SectionRoll::Kinds SectionRoll::kinds() const {
  Kinds kinds;
  for (const SectionValue* section : with_kinds_) kinds[section] = chosen_kind(*section);
  return kinds;
}

void SectionRoll::begin_changed_kinds(const Kinds& before) const {
  for (const SectionValue* section : with_kinds_) {
    const auto found = before.find(section);
    if (found == before.end() || chosen_kind(*section) == found->second) continue;
    for (const Kind& kind : section->kinds) {
      for (const Field& field : kind.fields) restore(field, defaults_.at(&field));
    }
  }
}

}  // namespace codegrid
