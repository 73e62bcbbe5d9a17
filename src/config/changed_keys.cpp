#include "config/changed_keys.hpp"

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>

#include "core/assignment.hpp"
#include "core/field_search.hpp"

namespace codegrid {
namespace {

using nlohmann::ordered_json;

bool is_list_of_sections(const ordered_json& value) {
  return value.is_array() && !value.empty() &&
         std::ranges::all_of(value, [](const ordered_json& item) { return item.is_object(); });
}

void compare(const ordered_json& before, const ordered_json& now, const std::string& section,
             std::vector<std::string>& changed);

void compare_value(const ordered_json& before, const ordered_json& now, const std::string& path,
                   std::vector<std::string>& changed) {
  if (now.is_object() && before.is_object()) {
    compare(before, now, path, changed);
  } else if (is_list_of_sections(now) && before.size() == now.size()) {
    for (std::size_t i = 0; i < now.size(); ++i)
      compare_value(before[i], now[i], item_key(path, i), changed);
  } else if (now != before) {
    changed.push_back(path);
  }
}

void compare(const ordered_json& before, const ordered_json& now, const std::string& section,
             std::vector<std::string>& changed) {
  for (const auto& [key, value] : now.items()) {
    const std::string path = joined_key(section, key);
    if (before.contains(key)) {
      compare_value(before[key], value, path, changed);
    } else {
      changed.push_back(path);
    }
  }
  for (const auto& [key, value] : before.items()) {
    if (!now.contains(key)) changed.push_back(joined_key(section, key));
  }
}

}  // namespace

std::vector<std::string> changed_keys(const JobConfig& before, const JobConfig& now) {
  std::vector<std::string> changed;
  compare(job_json(before), job_json(now), "", changed);
  return changed;
}

}  // namespace codegrid
