#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/fields.hpp"

namespace codegrid {
namespace {

std::string text(const IntegerRange& range) {
  return fmt::format(" from {} to {}", range.least, range.most);
}

std::string text(const NumberRange& range) {
  const NumberRange any;
  const bool bounded_below = range.least > any.least;
  const bool bounded_above = range.most < any.most;
  std::string below =
      fmt::format("{} {:g}", range.least_itself ? "at least" : "greater than", range.least);
  std::string above =
      fmt::format("{} {:g}", range.most_itself ? "at most" : "less than", range.most);
  if (bounded_below && bounded_above) return fmt::format(", {} and {}", below, above);
  if (bounded_below) return ", " + below;
  return bounded_above ? ", " + above : "";
}

// Of two numbers, a range says less than both of them.
std::string whole_number(const IntegerRange& range) {
  if (range.odd && range.least % 2 != 0 && range.most == range.least + 2)
    return fmt::format("{} or {}", range.least, range.most);
  return (range.odd ? "an odd whole number" : "a whole number") + text(range);
}

struct Describe {
  std::string operator()(const IntegerValue& v) const { return whole_number(v.range); }
  std::string operator()(const AutoIntegerValue& v) const {
    return "\"auto\" or " + whole_number(v.range);
  }
  std::string operator()(const SweptIntegerValue& v) const {
    return fmt::format(
        "{}, or several: a list of 1 to {}, or a range such as \"2-20\" or, in steps of 2, "
        "\"2-20:2\"",
        std::visit(*this, v.one), kMostSwept);
  }
  std::string operator()(const NumberValue& v) const { return "a number" + text(v.range); }
  std::string operator()(const SwitchValue&) const { return "true or false"; }
  std::string operator()(const TextValue&) const { return "a text"; }
  std::string operator()(const PathValue&) const { return "a path"; }
  std::string operator()(const ChoiceValue& v) const {
    return fmt::format("\"{}\"", fmt::join(v.names, "\" or \""));
  }
  std::string operator()(const IntegerListValue& v) const {
    const std::string count = v.least_items == 0
                                  ? fmt::format("at most {}", v.most_items)
                                  : fmt::format("{} to {}", v.least_items, v.most_items);
    return fmt::format("a list of {} whole numbers{}", count, text(v.range));
  }
  std::string operator()(const IntegerTupleValue& v) const {
    return fmt::format("a list of {} whole numbers{}", v.places.size(), text(v.range));
  }
  std::string operator()(const NumberTupleValue& v) const {
    return fmt::format("a list of {} numbers{}", v.places.size(), text(v.range));
  }
  std::string operator()(const SectionValue&) const { return "an object { ... }"; }
  std::string operator()(const SectionListValue& v) const {
    return fmt::format("a list of at most {} objects {{ ... }}", v.most_items);
  }
  std::string operator()(const OptionalSectionValue&) const {
    return "an object { ... }, or null for none";
  }
};

}  // namespace

std::string allowed(const FieldValue& value) { return std::visit(Describe{}, value); }

}  // namespace codegrid
