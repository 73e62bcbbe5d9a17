#include <iostream>
#include <string>
#include <vector>

#include "config/job_check.hpp"
#include "config/job_config.hpp"
#include "core/error.hpp"

/// Reads configs, one a line, as codegrid-train reads them for a new training, and says of each in
/// a line "taken", or what is wrong with it.
int main() {
  for (std::string line; std::getline(std::cin, line);) {
    std::vector<std::string> problems;
    try {
      codegrid::check_effect(codegrid::parse_job(line, "/jobs/job.json", {}), "job", problems);
    } catch (const codegrid::Error& error) {
      problems.emplace_back(error.what());
    }
    std::string verdict = problems.empty() ? "taken" : problems.front();
    std::cout << verdict.substr(0, verdict.find('\n')) << '\n';
  }
  return 0;
}
