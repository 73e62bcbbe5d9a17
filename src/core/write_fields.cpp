#include <cstddef>
#include <nlohmann/json.hpp>
#include <variant>

#include "core/fields.hpp"

namespace codegrid {
namespace {

using nlohmann::ordered_json;

struct Write {
  ordered_json operator()(const IntegerValue& v) const { return *v.place; }
  ordered_json operator()(const AutoIntegerValue& v) const {
    return v.place->has_value() ? ordered_json(**v.place) : ordered_json("auto");
  }
  ordered_json operator()(const SweptIntegerValue& v) const {
    return v.several->empty() ? std::visit(*this, v.one) : write_sweep(*v.several);
  }
  ordered_json operator()(const NumberValue& v) const { return *v.place; }
  ordered_json operator()(const SwitchValue& v) const { return *v.place; }
  ordered_json operator()(const TextValue& v) const { return *v.place; }
  ordered_json operator()(const PathValue& v) const { return v.place->string(); }
  ordered_json operator()(const ChoiceValue& v) const { return v.names.at(v.get()); }
  ordered_json operator()(const IntegerListValue& v) const { return *v.place; }
  ordered_json operator()(const IntegerTupleValue& v) const { return tuple(v.places); }
  ordered_json operator()(const NumberTupleValue& v) const { return tuple(v.places); }
  ordered_json operator()(const SectionValue& v) const {
    ordered_json object = write_fields(v.fields);
    if (!v.kinds.empty()) object.update(write_fields(v.kinds.at(chosen_kind(v)).fields));
    return object;
  }
  ordered_json operator()(const SectionListValue& v) const {
    ordered_json list = ordered_json::array();
    for (std::size_t i = 0; i < v.sections.count(); ++i)
      list.push_back((*this)(v.sections.section(i)));
    return list;
  }
  ordered_json operator()(const OptionalSectionValue& v) const {
    return v.sections.count() == 0 ? ordered_json() : (*this)(v.sections.section(0));
  }

 private:
  template <class T>
  static ordered_json tuple(const std::vector<T*>& places) {
    ordered_json list = ordered_json::array();
    for (const T* place : places) list.push_back(*place);
    return list;
  }
};

}  // namespace

const IntegerRange& range_of(const SweptIntegerValue& value) {
  return std::visit([](const auto& one) -> const IntegerRange& { return one.range; }, value.one);
}

const AddedSections* added_sections(const FieldValue& value) {
  if (const auto* list = std::get_if<SectionListValue>(&value)) return &list->sections;
  const auto* optional = std::get_if<OptionalSectionValue>(&value);
  return optional == nullptr ? nullptr : &optional->sections;
}

const Field* chooser_of(const SectionValue& section) {
  return section.kinds.empty() ? nullptr : &section.fields.front();
}

std::size_t chosen_kind(const SectionValue& section) {
  return std::get<ChoiceValue>(section.fields.front().value).get();
}

ordered_json write_value(const FieldValue& value) { return std::visit(Write{}, value); }

ordered_json write_fields(const Fields& fields) {
  ordered_json object = ordered_json::object();
  for (const Field& field : fields) {
    const AddedSections* added = added_sections(field.value);
    if (added == nullptr || added->count() > 0) object[field.key] = write_value(field.value);
  }
  return object;
}

}  // namespace codegrid
