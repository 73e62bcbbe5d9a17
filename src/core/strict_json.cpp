#include "core/strict_json.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <stdexcept>
#include <vector>

#include "core/file_kind.hpp"
#include "core/printable.hpp"

namespace codegrid {
namespace {

using nlohmann::json;

constexpr int kMostLevels = 100;

// Follows the parser from key to key, because a finished object no longer shows that it held a key
// twice.
class DuplicateKeys {
 public:
  bool operator()(int depth, json::parse_event_t event, json& parsed) {
    // What walks through a document later does so by recursion.
    if (depth > kMostLevels)
      throw std::length_error(fmt::format("nested deeper than {} levels", kMostLevels));
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
    return printable(fmt::format("{}", fmt::join(keys, ".")));
  }

  std::vector<Object> open_;
  std::vector<std::string> found_;
};

// "[json.exception.parse_error.101] parse error at line 3, column 5: syntax error ..." without the
// library's own prefix. The place is counted anew, because the library's is off after a number at
// the end of a line.
std::string plain(const json::exception& error, std::string_view text) {
  std::string what = error.what();
  what.erase(0, what.find("] ") + 2);
  const auto* parse = dynamic_cast<const json::parse_error*>(&error);
  const auto colon = what.find(": ");
  if (parse == nullptr || colon == std::string::npos) return what;
  const std::string_view before = text.substr(0, parse->byte == 0 ? 0 : parse->byte - 1);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const auto column = before.size() - (before.rfind('\n') + 1) + 1;
  return fmt::format("line {}, column {}{}", line, column, what.substr(colon));
}

// Of what is no text at all, no line and column are of use.
std::string complaint(const json::exception& error, std::string_view text) {
  const std::optional<FileKind> kind = file_kind(text);
  if (!kind || kind->what == kTextFile) return "not JSON: " + plain(error, text);
  return fmt::format("is {}, expected JSON; {}", kind->what, kind->advice);
}

}  // namespace

json parse_json(std::string_view text, const std::string& source, ExitCode failure) {
  DuplicateKeys duplicates;
  json parsed;
  try {
    parsed = json::parse(text.begin(), text.end(), std::ref(duplicates), /*allow_exceptions=*/true,
                         /*ignore_comments=*/true);
  } catch (const json::exception& error) {
    throw Error(failure, fmt::format("{}: {}", source, complaint(error, text)));
  } catch (const std::length_error& error) {
    throw Error(failure, fmt::format("{}: {}", source, error.what()));
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
