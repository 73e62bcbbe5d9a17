#include "config/changed_keys.hpp"

#include <nlohmann/json.hpp>

#include "core/field_search.hpp"

namespace codegrid {
namespace {

using nlohmann::ordered_json;

void compare(const ordered_json& before, const ordered_json& now, const std::string& section,
             std::vector<std::string>& changed) {
  for (const auto& [key, value] : now.items()) {
    const std::string path = joined_key(section, key);
    if (!before.contains(key)) {
      changed.push_back(path);
    } else if (value.is_object()) {
      compare(before[key], value, path, changed);
    } else if (value != before[key]) {
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
