#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/fields.hpp"
#include "core/json_numbers.hpp"
#include "core/paths.hpp"
#include "core/printable.hpp"
#include "core/sweep.hpp"

namespace codegrid {
namespace {

using nlohmann::json;

constexpr const char* kAuto = "auto";

std::optional<std::int64_t> whole(const json& found, const IntegerRange& range) {
  const std::optional<std::int64_t> value = as_whole(found);
  if (!value || *value < range.least || *value > range.most) return std::nullopt;
  if (range.odd && *value % 2 == 0) return std::nullopt;
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
  bool operator()(const AutoIntegerValue& v) const {
    const auto value = whole(found, v.range);
    if (value || found == kAuto) *v.place = value;
    return value || found == kAuto;
  }
  bool operator()(const SweptIntegerValue& v) const {
    const auto store = [this](const auto& one) { return (*this)(one); };
    if (std::visit(store, v.one)) {
      *v.several = {};
      return true;
    }
    const IntegerRange& range = range_of(v);
    const SweepReading reading = read_sweep(found, range.least, range.most);
    if (reading.sweep.empty()) return false;
    *v.several = reading.sweep;
    const std::int64_t greatest = std::ranges::max(reading.sweep.values);
    std::visit([&](const auto& one) { *one.place = greatest; }, v.one);
    return true;
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
    const bool is_text = found.is_string() && is_printable(found.get<std::string>());
    if (is_text) *v.place = found.get<std::string>();
    return is_text;
  }
  bool operator()(const PathValue& v) const {
    if (!found.is_string()) return false;
    const auto text = found.get<std::string>();
    if (!is_printable(text) || is_unexpanded(text)) return false;
    const std::filesystem::path path = text;
    const bool as_it_stands = path.empty() || v.base == PathBase::kNone;
    *v.place = as_it_stands ? path : tidy_path(source.folder / path);
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
    if (!found.is_array() || found.size() > v.most_items || found.size() < v.least_items)
      return false;
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
  bool operator()(const SectionListValue&) const { return false; }
  bool operator()(const OptionalSectionValue&) const { return false; }

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

}  // namespace

bool store_value(const json& found, const FieldValue& value, const FieldSource& source) {
  return std::visit(Store{found, source}, value);
}

}  // namespace codegrid
