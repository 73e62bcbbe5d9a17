#include "core/field_docs.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <variant>
#include <vector>

#include "core/field_search.hpp"

namespace codegrid {
namespace {

using nlohmann::ordered_json;

// Both ends always, also those of what the program can hold: a validator knows larger numbers.
ordered_json ranged(const IntegerRange& range) {
  ordered_json schema{{"type", "integer"}, {"minimum", range.least}, {"maximum", range.most}};
  if (range.odd) schema["not"] = {{"multipleOf", 2}};
  return schema;
}

ordered_json ranged(const NumberRange& range) {
  return {{"type", "number"},
          {range.least_itself ? "minimum" : "exclusiveMinimum", range.least},
          {range.most_itself ? "maximum" : "exclusiveMaximum", range.most}};
}

// A string in which `pattern` is nowhere found; the same as a pattern of what may stand there, but
// for a "$", which some validators let a newline follow.
ordered_json string_without(const std::string& pattern) {
  return {{"type", "string"}, {"not", {{"pattern", pattern}}}};
}

// What the pattern does not say, that the ends are in range and in order and few numbers are
// between them, is left to the program. The second pattern is for a newline behind the "$".
ordered_json swept(const IntegerRange& range) {
  constexpr const char* kNumber = "[1-9][0-9]*";
  const ordered_json list{{"type", "array"},
                          {"items", ranged(range)},
                          {"minItems", 1},
                          {"maxItems", kMostSwept},
                          {"uniqueItems", true}};
  const ordered_json text{{"type", "string"},
                          {"pattern", fmt::format("^{0}-{0}(:{0})?$", kNumber)},
                          {"not", {{"pattern", "[^-:0-9]"}}}};
  return ordered_json::array({list, text});
}

constexpr const char* kControlCharacter = R"([\u0000-\u001f\u007f-\u009f])";

ordered_json schema_of(const SectionValue& section);

struct Schema {
  ordered_json operator()(const IntegerValue& v) const { return ranged(v.range); }
  ordered_json operator()(const AutoIntegerValue& v) const {
    return {{"anyOf", {{{"const", "auto"}}, ranged(v.range)}}};
  }
  ordered_json operator()(const SweptIntegerValue& v) const {
    const ordered_json one = std::visit(*this, v.one);
    ordered_json any = one.contains("anyOf") ? one["anyOf"] : ordered_json::array({one});
    for (const ordered_json& several : swept(range_of(v))) any.push_back(several);
    return {{"anyOf", any}};
  }
  ordered_json operator()(const NumberValue& v) const { return ranged(v.range); }
  ordered_json operator()(const SwitchValue&) const { return {{"type", "boolean"}}; }
  ordered_json operator()(const TextValue&) const { return string_without(kControlCharacter); }
  ordered_json operator()(const PathValue&) const {
    return string_without(std::string("^~(/|$)|") + kControlCharacter);
  }
  ordered_json operator()(const ChoiceValue& v) const { return {{"enum", v.names}}; }
  ordered_json operator()(const IntegerListValue& v) const {
    ordered_json schema{{"type", "array"}, {"items", ranged(v.range)}, {"maxItems", v.most_items}};
    if (v.least_items > 0) schema["minItems"] = v.least_items;
    return schema;
  }
  ordered_json operator()(const IntegerTupleValue& v) const {
    return tuple(ranged(v.range), v.places.size());
  }
  ordered_json operator()(const NumberTupleValue& v) const {
    return tuple(ranged(v.range), v.places.size());
  }
  ordered_json operator()(const SectionValue& v) const { return schema_of(v); }
  ordered_json operator()(const SectionListValue& v) const {
    return {{"type", "array"}, {"items", schema_of(v.sections.sample)}, {"maxItems", v.most_items}};
  }
  ordered_json operator()(const OptionalSectionValue& v) const {
    return {{"anyOf", ordered_json::array({schema_of(v.sections.sample), {{"type", "null"}}})}};
  }

 private:
  static ordered_json tuple(ordered_json items, std::size_t size) {
    return {{"type", "array"}, {"items", std::move(items)}, {"minItems", size}, {"maxItems", size}};
  }
};

// The keys that only other kinds have may stand there with their defaults, as in a file that spells
// every key out. An editor is not to offer them.
void add_keys_of_other_kinds(const SectionValue& section, ordered_json& properties) {
  const ordered_json own = properties;
  for (const Kind& kind : section.kinds) {
    for (const Field& field : kind.fields) {
      if (own.contains(field.key)) continue;
      ordered_json& property = properties[field.key];
      if (property.is_null()) property = {{"enum", ordered_json::array()}, {"doNotSuggest", true}};
      ordered_json& values = property["enum"];
      const ordered_json value = write_value(field.value);
      if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
    }
  }
}

// What an object with the keys of one kind may hold. The kind that is the default goes without
// saying.
ordered_json schema_of_kind(const SectionValue& section, std::size_t index) {
  const Kind& kind = section.kinds.at(index);
  Fields fields = section.fields;
  fields.insert(fields.end(), kind.fields.begin(), kind.fields.end());
  const bool is_default = index == chosen_kind(section);
  fields.front().required = !is_default;
  ordered_json schema{{"title", kind.name}, {"description", kind.meaning}};
  schema.update(schema_of(fields));
  ordered_json chooser{{"const", kind.name}, {"description", kind.meaning}};
  if (is_default) chooser["default"] = kind.name;
  schema["properties"][fields.front().key] = chooser;
  add_keys_of_other_kinds(section, schema["properties"]);
  return schema;
}

ordered_json schema_of(const SectionValue& section) {
  if (section.kinds.empty()) return schema_of(section.fields);
  ordered_json schema{{"type", "object"}, {"oneOf", ordered_json::array()}};
  for (std::size_t i = 0; i < section.kinds.size(); ++i)
    schema["oneOf"].push_back(schema_of_kind(section, i));
  return schema;
}

// A row of the reference: the key, with the kinds that have it, and all that is said of it.
struct Row {
  std::string key;
  std::string text;
  std::vector<std::string> kinds;
};

std::string described(const Field& field) {
  const std::string value =
      field.required ? "required" : fmt::format("`{}`", write_value(field.value).dump());
  return fmt::format("{} | {} | {}", value, allowed(field.value), field.meaning);
}

// Kinds that say the same of a key share a row.
void add_row_of_kind(const Field& field, const std::string& kind, const std::string& prefix,
                     std::vector<Row>& rows) {
  const std::string key = prefix + field.key;
  if (const auto* inner = std::get_if<SectionValue>(&field.value)) {
    for (const Field& each : inner->fields) add_row_of_kind(each, kind, key + ".", rows);
    return;
  }
  const std::string text = described(field);
  for (Row& row : rows) {
    if (row.key != key || row.text != text) continue;
    row.kinds.push_back(kind);
    return;
  }
  rows.push_back({key, text, {kind}});
}

void add_rows(const SectionValue& section, const std::string& prefix, std::vector<Row>& rows) {
  for (const Field& field : section.fields) {
    if (const auto* inner = std::get_if<SectionValue>(&field.value)) {
      add_rows(*inner, prefix + field.key + ".", rows);
    } else {
      rows.push_back({prefix + field.key, described(field), {}});
    }
  }
  for (const Kind& kind : section.kinds) {
    for (const Field& field : kind.fields) add_row_of_kind(field, kind.name, prefix, rows);
  }
}

bool say_the_same(const Field& a, const Field& b) {
  std::vector<Row> rows_of_a;
  std::vector<Row> rows_of_b;
  add_rows(SectionValue{{a}}, "", rows_of_a);
  add_rows(SectionValue{{b}}, "", rows_of_b);
  return std::ranges::equal(rows_of_a, rows_of_b, [](const Row& one, const Row& other) {
    return one.key == other.key && one.text == other.text && one.kinds == other.kinds;
  });
}

// The keys of sections that a config adds to the root. A section in them that the root has just so
// is not told again.
void add_rows_of_added(const SectionValue& sample, const std::string& prefix, const Fields& root,
                       std::vector<Row>& rows) {
  for (const Field& inner : sample.fields) {
    const Field* like = find_field(root, inner.key);
    const bool is_section = std::holds_alternative<SectionValue>(inner.value);
    if (is_section && like != nullptr && say_the_same(inner, *like)) {
      rows.push_back(
          {prefix + inner.key,
           fmt::format("as `{}` | {} | {}", inner.key, allowed(inner.value), inner.meaning),
           {}});
    } else {
      add_rows(SectionValue{{inner}}, prefix, rows);
    }
  }
  for (const Kind& kind : sample.kinds) {
    for (const Field& field : kind.fields) add_row_of_kind(field, kind.name, prefix, rows);
  }
}

std::vector<Row> rows_of(const Fields& fields) {
  std::vector<Row> rows;
  for (const Field& field : fields) {
    const AddedSections* added = added_sections(field.value);
    if (added == nullptr) {
      add_rows(SectionValue{{field}}, "", rows);
      continue;
    }
    const bool is_list = std::holds_alternative<SectionListValue>(field.value);
    rows.push_back({field.key, described(field), {}});
    add_rows_of_added(added->sample, field.key + (is_list ? "[]." : "."), fields, rows);
  }
  return rows;
}

}  // namespace

ordered_json schema_of(const Fields& fields) {
  ordered_json schema{
      {"type", "object"}, {"additionalProperties", false}, {"properties", ordered_json::object()}};
  ordered_json required = ordered_json::array();
  for (const Field& field : fields) {
    ordered_json property = std::visit(Schema{}, field.value);
    property["description"] = field.meaning;
    if (field.required) {
      required.push_back(field.key);
    } else if (!std::holds_alternative<SectionValue>(field.value)) {
      property["default"] = write_value(field.value);
    }
    schema["properties"][field.key] = std::move(property);
  }
  if (!required.empty()) schema["required"] = required;
  return schema;
}

std::string reference_of(const Fields& fields) {
  const std::vector<Row> rows = rows_of(fields);
  std::string table = "| key | default | allowed | meaning |\n|---|---|---|---|\n";
  for (const Row& row : rows) {
    const std::string kinds =
        row.kinds.empty() ? "" : fmt::format(" ({})", fmt::join(row.kinds, ", "));
    table += fmt::format("| `{}`{} | {} |\n", row.key, kinds, row.text);
  }
  return table;
}

}  // namespace codegrid
