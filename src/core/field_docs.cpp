#include "core/field_docs.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace codegrid {
namespace {

using nlohmann::ordered_json;

ordered_json ranged(const IntegerRange& range) {
  ordered_json schema{{"type", "integer"}};
  if (range.least != IntegerRange{}.least) schema["minimum"] = range.least;
  if (range.most != IntegerRange{}.most) schema["maximum"] = range.most;
  return schema;
}

ordered_json ranged(const NumberRange& range) {
  ordered_json schema{{"type", "number"}};
  if (range.least != NumberRange{}.least) {
    schema[range.least_itself ? "minimum" : "exclusiveMinimum"] = range.least;
  }
  if (range.most != NumberRange{}.most) {
    schema[range.most_itself ? "maximum" : "exclusiveMaximum"] = range.most;
  }
  return schema;
}

struct Schema {
  ordered_json operator()(const IntegerValue& v) const { return ranged(v.range); }
  ordered_json operator()(const NumberValue& v) const { return ranged(v.range); }
  ordered_json operator()(const SwitchValue&) const { return {{"type", "boolean"}}; }
  ordered_json operator()(const TextValue&) const { return {{"type", "string"}}; }
  ordered_json operator()(const PathValue&) const { return {{"type", "string"}}; }
  ordered_json operator()(const ChoiceValue& v) const { return {{"enum", v.names}}; }
  ordered_json operator()(const IntegerListValue& v) const {
    return {{"type", "array"}, {"items", ranged(v.range)}, {"maxItems", v.most_items}};
  }
  ordered_json operator()(const IntegerTupleValue& v) const {
    return tuple(ranged(v.range), v.places.size());
  }
  ordered_json operator()(const NumberTupleValue& v) const {
    return tuple(ranged(v.range), v.places.size());
  }
  ordered_json operator()(const SectionValue& v) const { return schema_of(v.fields); }

 private:
  static ordered_json tuple(ordered_json items, std::size_t size) {
    return {{"type", "array"}, {"items", std::move(items)}, {"minItems", size}, {"maxItems", size}};
  }
};

void add_rows(const Fields& fields, const std::string& prefix, std::string& table) {
  const ordered_json defaults = write_fields(fields);
  for (const Field& field : fields) {
    const std::string key = prefix + field.key;
    if (const auto* section = std::get_if<SectionValue>(&field.value)) {
      add_rows(section->fields, key + ".", table);
      continue;
    }
    const std::string value =
        field.required ? "required" : fmt::format("`{}`", defaults[field.key].dump());
    table +=
        fmt::format("| `{}` | {} | {} | {} |\n", key, value, allowed(field.value), field.meaning);
  }
}

}  // namespace

ordered_json schema_of(const Fields& fields) {
  const ordered_json defaults = write_fields(fields);
  ordered_json schema{
      {"type", "object"}, {"additionalProperties", false}, {"properties", ordered_json::object()}};
  ordered_json required = ordered_json::array();
  for (const Field& field : fields) {
    ordered_json property = std::visit(Schema{}, field.value);
    property["description"] = field.meaning;
    if (field.required) {
      required.push_back(field.key);
    } else if (!std::holds_alternative<SectionValue>(field.value)) {
      property["default"] = defaults[field.key];
    }
    schema["properties"][field.key] = std::move(property);
  }
  if (!required.empty()) schema["required"] = required;
  return schema;
}

std::string reference_of(const Fields& fields) {
  std::string table = "| key | default | allowed | meaning |\n|---|---|---|---|\n";
  add_rows(fields, "", table);
  return table;
}

}  // namespace codegrid
