#include <nlohmann/json.hpp>

#include "core/fields.hpp"

namespace codegrid {
namespace {

using nlohmann::ordered_json;

struct Write {
  ordered_json operator()(const IntegerValue& v) const { return *v.place; }
  ordered_json operator()(const NumberValue& v) const { return *v.place; }
  ordered_json operator()(const SwitchValue& v) const { return *v.place; }
  ordered_json operator()(const TextValue& v) const { return *v.place; }
  ordered_json operator()(const PathValue& v) const { return v.place->string(); }
  ordered_json operator()(const ChoiceValue& v) const { return v.names.at(v.get()); }
  ordered_json operator()(const IntegerListValue& v) const { return *v.place; }
  ordered_json operator()(const IntegerTupleValue& v) const { return tuple(v.places); }
  ordered_json operator()(const NumberTupleValue& v) const { return tuple(v.places); }
  ordered_json operator()(const SectionValue& v) const { return write_fields(v.fields); }

 private:
  template <class T>
  static ordered_json tuple(const std::vector<T*>& places) {
    ordered_json list = ordered_json::array();
    for (const T* place : places) list.push_back(*place);
    return list;
  }
};

}  // namespace

ordered_json write_fields(const Fields& fields) {
  ordered_json object = ordered_json::object();
  for (const Field& field : fields) object[field.key] = std::visit(Write{}, field.value);
  return object;
}

}  // namespace codegrid
