#include "core/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "core/json_numbers.hpp"
#include "core/text_table.hpp"

namespace codegrid {
namespace {

using nlohmann::json;

SweepReading no_sweep(std::string problem) { return {{}, std::move(problem)}; }

std::string too_many(const char* what, std::uint64_t count) {
  return fmt::format("the {} has {}", what, counted(count, "number", "numbers"));
}

SweepReading read_list(const json& found, std::int64_t least, std::int64_t most) {
  if (found.empty()) return no_sweep("the list is empty");
  if (found.size() > kMostSwept) return no_sweep(too_many("list", found.size()));
  Sweep sweep;
  for (const json& item : found) {
    const std::optional<std::int64_t> value = as_whole(item);
    if (!value || *value < least || *value > most)
      return no_sweep(
          fmt::format("item {} of the list is no such number", sweep.values.size() + 1));
    if (std::ranges::find(sweep.values, *value) != sweep.values.end())
      return no_sweep(fmt::format("{} is in the list twice", *value));
    sweep.values.push_back(*value);
  }
  return {sweep, ""};
}

// Takes the digits at the beginning of `text`; nothing where there are none, where they begin with
// a 0 and go on, or are more than a number holds.
std::optional<std::int64_t> take_number(std::string_view& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const std::string_view digits = text.substr(0, static_cast<std::size_t>(end - text.data()));
  if (error != std::errc() || digits.starts_with('-')) return std::nullopt;
  if (digits.size() > 1 && digits.starts_with('0')) return std::nullopt;
  text.remove_prefix(digits.size());
  return value;
}

bool take(char sign, std::string_view& text) {
  if (!text.starts_with(sign)) return false;
  text.remove_prefix(1);
  return true;
}

SweepReading read_range(const std::string& range, std::int64_t least, std::int64_t most) {
  std::string_view rest = range;
  const auto from = take_number(rest);
  if (!from || !take('-', rest)) return {};
  const auto to = take_number(rest);
  const auto step = take(':', rest) ? take_number(rest) : std::optional<std::int64_t>(1);
  if (!to || !step || !rest.empty()) return {};
  for (const std::int64_t end : {*from, *to}) {
    if (end < least || end > most) return no_sweep(fmt::format("{} is no such number", end));
  }
  if (*from > *to) return no_sweep(fmt::format("{} is more than {}", *from, *to));
  if (*step == 0) return no_sweep("steps of 0 lead nowhere");
  const auto count = static_cast<std::uint64_t>((*to - *from) / *step) + 1;
  if (count > kMostSwept) return no_sweep(too_many("range", count));
  Sweep sweep{{}, range};
  for (std::uint64_t i = 0; i < count; ++i)
    sweep.values.push_back(*from + static_cast<std::int64_t>(i) * *step);
  return {sweep, ""};
}

}  // namespace

SweepReading read_sweep(const json& found, std::int64_t least, std::int64_t most) {
  if (found.is_array()) return read_list(found, least, most);
  return found.is_string() ? read_range(found.get<std::string>(), least, most) : SweepReading{};
}

nlohmann::ordered_json write_sweep(const Sweep& sweep) {
  if (sweep.range.empty()) return sweep.values;
  return sweep.range;
}

}  // namespace codegrid
