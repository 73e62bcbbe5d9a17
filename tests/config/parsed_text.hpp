#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "config/job_config.hpp"
#include "config/version_0_1.hpp"
#include "support/fixtures.hpp"

namespace codegrid {

inline JobConfig parse_text(const std::string& text,
                            const std::vector<std::string>& assignments = {}) {
  return parse_job(text, "/runs/config.json", assignments);
}

/// What is said against `assignments` on a run of version 0.1.
inline std::string complaint_of_0_1(const std::vector<std::string>& assignments) {
  return error_of([&] { parse_text(mnist_of_version_0_1(), assignments); }).what();
}

inline std::vector<std::string> keys_of(const nlohmann::ordered_json& section) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : section.items()) keys.push_back(key);
  return keys;
}

}  // namespace codegrid
