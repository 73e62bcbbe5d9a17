#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "config/job_config.hpp"
#include "fuzz/target.hpp"

using namespace codegrid;

// A config, then, each after a zero byte, assignments of --set. What is taken can be written out
// and read back to the same job.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<std::string> parts(1);
  for (const char c : input_of(data, size)) {
    if (c == '\0') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  const std::string text = parts.front();
  parts.erase(parts.begin());
  taken(ExitCode::kUsage, [&] {
    const std::string resolved = job_json(parse_job(text, "/jobs/job.json", parts)).dump();
    require(job_json(parse_job(resolved, "/elsewhere/job.json", {})).dump() == resolved);
  });
  return 0;
}
