#include "core/strict_json.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>
#include <set>
#include <vector>

namespace codegrid {
namespace {

using nlohmann::json;

// Follows the parser from key to key, because a finished object no longer shows that it held a key
// twice.
class DuplicateKeys {
 public:
  bool operator()(int /*depth*/, json::parse_event_t event, json& parsed) {
    if (event == json::parse_event_t::object_start) {
      open_.emplace_back();
    } else if (event == json::parse_event_t::object_end) {
      open_.pop_back();
    } else if (event == json::parse_event_t::key) {
      Object& object = open_.back();
      object.key = parsed.get<std::string>();
      if (!object.seen.insert(object.key).second) found_.push_back(path());
    }
    return true;
  }
  const std::vector<std::string>& found() const { return found_; }

 private:
  struct Object {
    std::set<std::string> seen;
    std::string key;
  };
  std::string path() const {
    std::vector<std::string> keys;
    for (const Object& object : open_) keys.push_back(object.key);
    return fmt::format("{}", fmt::join(keys, "."));
  }

  std::vector<Object> open_;
  std::vector<std::string> found_;
};

// "[json.exception.parse_error.101] parse error at line 3, column 5: ..." without the library's own
// prefix.
std::string plain(const std::string& what) {
  const auto end = what.find("] ");
  return end == std::string::npos ? what : what.substr(end + 2);
}

}  // namespace

json parse_json(std::string_view text, const std::string& source, ExitCode failure) {
  DuplicateKeys duplicates;
  json parsed;
  try {
    parsed = json::parse(text.begin(), text.end(), std::ref(duplicates), /*allow_exceptions=*/true,
                         /*ignore_comments=*/true);
  } catch (const json::exception& error) {
    throw Error(failure, fmt::format("{}: not JSON: {}", source, plain(error.what())));
  }
  if (!duplicates.found().empty()) {
    std::string lines;
    for (const std::string& key : duplicates.found()) {
      lines +=
          fmt::format("{}{}: {}: given twice; keep one", lines.empty() ? "" : "\n", source, key);
    }
    throw Error(failure, lines);
  }
  return parsed;
}

}  // namespace codegrid
