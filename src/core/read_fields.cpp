#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/fields.hpp"
#include "core/nearest.hpp"

namespace codegrid {
namespace {

using nlohmann::json;

std::optional<std::int64_t> whole(const json& found, const IntegerRange& range) {
  if (!found.is_number_integer()) return std::nullopt;
  if (found.is_number_unsigned() && found.get<std::uint64_t>() > std::uint64_t{INT64_MAX})
    return std::nullopt;
  const auto value = found.get<std::int64_t>();
  if (value < range.least || value > range.most) return std::nullopt;
  return value;
}

std::optional<double> number(const json& found, const NumberRange& range) {
  if (!found.is_number()) return std::nullopt;
  const auto value = found.get<double>();
  if (!std::isfinite(value) || value < range.least || value > range.most) return std::nullopt;
  if (value == range.least && !range.least_itself) return std::nullopt;
  if (value == range.most && !range.most_itself) return std::nullopt;
  return value;
}

// Stores what was found if it is allowed; false if it is not.
struct Store {
  const json& found;
  const FieldSource& source;

  bool operator()(const IntegerValue& v) const {
    const auto value = whole(found, v.range);
    if (value) *v.place = *value;
    return value.has_value();
  }
  bool operator()(const NumberValue& v) const {
    const auto value = number(found, v.range);
    if (value) *v.place = *value;
    return value.has_value();
  }
  bool operator()(const SwitchValue& v) const {
    if (found.is_boolean()) *v.place = found.get<bool>();
    return found.is_boolean();
  }
  bool operator()(const TextValue& v) const {
    if (found.is_string()) *v.place = found.get<std::string>();
    return found.is_string();
  }
  bool operator()(const PathValue& v) const {
    if (!found.is_string()) return false;
    const std::filesystem::path path = found.get<std::string>();
    const bool as_it_stands = path.empty() || v.base == PathBase::kNone;
    *v.place = as_it_stands ? path : (source.folder / path).lexically_normal();
    return true;
  }
  bool operator()(const ChoiceValue& v) const {
    for (std::size_t index = 0; index < v.names.size(); ++index) {
      if (found != v.names[index]) continue;
      v.set(index);
      return true;
    }
    return false;
  }
  bool operator()(const IntegerListValue& v) const {
    if (!found.is_array() || found.size() > v.most_items) return false;
    std::vector<std::int64_t> values;
    for (const json& item : found) {
      const auto value = whole(item, v.range);
      if (!value) return false;
      values.push_back(*value);
    }
    *v.place = values;
    return true;
  }
  bool operator()(const IntegerTupleValue& v) const {
    return tuple(v.places, [&](const json& item) { return whole(item, v.range); });
  }
  bool operator()(const NumberTupleValue& v) const {
    return tuple(v.places, [&](const json& item) { return number(item, v.range); });
  }
  bool operator()(const SectionValue&) const { return false; }

 private:
  template <class T, class Read>
  bool tuple(const std::vector<T*>& places, Read read) const {
    if (!found.is_array() || found.size() != places.size()) return false;
    std::vector<T> values;
    for (const json& item : found) {
      const auto value = read(item);
      if (!value) return false;
      values.push_back(*value);
    }
    for (std::size_t i = 0; i < places.size(); ++i) *places[i] = values[i];
    return true;
  }
};

std::string shown(const json& found) {
  std::string text = found.dump(-1, ' ', false, json::error_handler_t::replace);
  return text.size() <= 60 ? text : text.substr(0, 57) + "...";
}

std::string joined(const std::string& prefix, const std::string& key) {
  return prefix.empty() ? key : prefix + "." + key;
}

// Every key below `fields`, dotted.
void collect_keys(const Fields& fields, const std::string& prefix, std::vector<std::string>& keys) {
  for (const Field& field : fields) {
    const std::string key = joined(prefix, field.key);
    keys.push_back(key);
    if (const auto* section = std::get_if<SectionValue>(&field.value)) {
      collect_keys(section->fields, key, keys);
    }
  }
}

class Reader {
 public:
  Reader(const Fields& all, const FieldSource& source, std::vector<std::string>& problems)
      : all_(all), source_(source), problems_(problems) {}

  void section(const json& object, const Fields& fields, const std::string& prefix) {
    for (const auto& [key, found] : object.items()) {
      const Field* field = find(fields, key);
      field == nullptr ? unknown(key, fields, prefix) : value(found, *field, joined(prefix, key));
    }
    for (const Field& field : fields) {
      if (field.required && !object.contains(field.key)) {
        problem(joined(prefix, field.key), "missing; expected " + allowed(field.value));
      }
    }
  }

  void value(const json& found, const Field& field, const std::string& path) {
    const auto* inner = std::get_if<SectionValue>(&field.value);
    if (inner != nullptr && found.is_object()) {
      section(found, inner->fields, path);
    } else if (!std::visit(Store{found, source_}, field.value)) {
      problem(path, fmt::format("found {}, expected {}{}", shown(found), allowed(field.value),
                                suggestion(found, field.value)));
    }
  }

  void unknown(const std::string& key, const Fields& fields, const std::string& prefix) {
    std::vector<std::string> siblings;
    for (const Field& field : fields) siblings.push_back(joined(prefix, field.key));
    std::vector<std::string> everywhere;
    collect_keys(all_, "", everywhere);
    std::string guess = nearest(joined(prefix, key), siblings);
    for (const std::string& other : everywhere) {  // the right word in the wrong section
      if (other.ends_with("." + key) || other == key) guess = other;
    }
    problem(joined(prefix, key), fmt::format("unknown key; did you mean \"{}\"?", guess));
  }

  void problem(const std::string& path, const std::string& text) {
    problems_.push_back(fmt::format("{}: {}: {}", source_.name, path, text));
  }

  static const Field* find(const Fields& fields, const std::string& key) {
    for (const Field& field : fields) {
      if (field.key == key) return &field;
    }
    return nullptr;
  }

 private:
  static std::string suggestion(const json& found, const FieldValue& value) {
    const auto* names = std::get_if<ChoiceValue>(&value);
    if (names == nullptr || names->names.size() < 2 || !found.is_string()) return "";
    return fmt::format("; did you mean \"{}\"?", nearest(found.get<std::string>(), names->names));
  }

  const Fields& all_;
  const FieldSource& source_;
  std::vector<std::string>& problems_;
};

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

}  // namespace

void read_fields(const json& found, const Fields& fields, const FieldSource& source,
                 std::vector<std::string>& problems) {
  if (!found.is_object()) {
    problems.push_back(
        fmt::format("{}: found {}, expected an object {{ ... }}", source.name, shown(found)));
    return;
  }
  Reader(fields, source, problems).section(found, fields, "");
}

void read_assignment(const std::string& assignment, const Fields& fields, const FieldSource& source,
                     std::vector<std::string>& problems) {
  const auto equals = assignment.find('=');
  if (equals == std::string::npos || equals == 0) {
    problems.push_back(
        fmt::format("{}: expected key=value, such as training.epochs=20", source.name));
    return;
  }
  if (!is_utf8(assignment)) {
    problems.push_back("--set: expected text in UTF-8");
    return;
  }
  const std::string path = assignment.substr(0, equals);
  const std::string text = assignment.substr(equals + 1);
  Reader reader(fields, source, problems);
  const Fields* level = &fields;
  std::string prefix;
  std::string rest = path;
  while (true) {
    const auto dot = rest.find('.');
    const std::string key = rest.substr(0, dot);
    const Field* field = Reader::find(*level, key);
    if (field == nullptr) return reader.unknown(key, *level, prefix);
    if (dot == std::string::npos) {
      const json parsed = is_word(field->value) ? json(text) : json::parse(text, nullptr, false);
      return reader.value(parsed.is_discarded() ? json(text) : parsed, *field, path);
    }
    const auto* section = std::get_if<SectionValue>(&field->value);
    if (section == nullptr) {
      return reader.problem(path, fmt::format("{} has no keys of its own", joined(prefix, key)));
    }
    prefix = joined(prefix, key);
    level = &section->fields;
    rest = rest.substr(dot + 1);
  }
}

}  // namespace codegrid
