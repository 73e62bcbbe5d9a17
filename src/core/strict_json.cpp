#include "core/strict_json.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
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
  /// The key that was read last.
  std::string path() const {
    std::vector<std::string> keys;
    for (const Object& object : open_) keys.push_back(object.key);
    return printable(fmt::format("{}", fmt::join(keys, ".")));
  }

 private:
  struct Object {
    std::set<std::string> seen;
    std::string key;
  };
  std::vector<Object> open_;
  std::vector<std::string> found_;
};

// The bytes of a text, which says how many of them were taken: the library's message of a number
// that is too large names no place.
class CountedBytes {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountedBytes(const char* place, const char** furthest) : place_(place), furthest_(furthest) {}
  reference operator*() const { return *place_; }
  CountedBytes& operator++() {
    *furthest_ = ++place_;
    return *this;
  }
  CountedBytes operator++(int) {
    const CountedBytes before = *this;
    ++*this;
    return before;
  }
  bool operator==(const CountedBytes& other) const { return place_ == other.place_; }

 private:
  const char* place_;
  const char** furthest_;
};

// "line 3, column 12", of the byte at `place`.
std::string line_and_column(std::string_view text, std::size_t place) {
  const std::string_view before = text.substr(0, place);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const auto column = before.size() - (before.rfind('\n') + 1) + 1;
  return fmt::format("line {}, column {}", line, column);
}

// Of a number that no double holds, 1e400 say, where the library had read `read` bytes: the number
// and at most one more.
std::string too_large(const json::exception& error, std::string_view text, std::size_t read,
                      const std::string& key) {
  const std::string_view what = error.what();
  const std::size_t begin = what.find('\'') + 1;
  const std::string_view number = what.substr(begin, what.rfind('\'') - begin);
  const std::size_t place = text.substr(0, read).rfind(number);
  return fmt::format("{}: {}found {}, expected a number of at most 1.8e308",
                     line_and_column(text, std::min(place, read)), key.empty() ? "" : key + ": ",
                     number);
}

// "[json.exception.parse_error.101] parse error at line 3, column 5: syntax error ..." without the
// library's own prefix. The place is counted anew, because the library's is off after a number at
// the end of a line.
std::string plain(const json::exception& error, std::string_view text) {
  std::string what = error.what();
  what.erase(0, what.find("] ") + 2);
  const auto* parse = dynamic_cast<const json::parse_error*>(&error);
  const auto colon = what.find(": ");
  if (parse == nullptr || colon == std::string::npos) return what;
  return line_and_column(text, parse->byte == 0 ? 0 : parse->byte - 1) + what.substr(colon);
}

// Of what is no text at all, no line and column are of use.
std::string complaint(const json::exception& error, std::string_view text) {
  const std::optional<FileKind> kind = file_kind(text);
  if (!kind || kind->what == kTextFile) return "not JSON: " + plain(error, text);
  return fmt::format("is {}, expected JSON; {}", kind->what,
                     is_of_pictures(*kind) ? "name another file" : kind->advice);
}

}  // namespace

json parse_json(std::string_view text, const std::string& source, ExitCode failure) {
  DuplicateKeys duplicates;
  json parsed;
  const char* furthest = text.data();
  try {
    parsed = json::parse(CountedBytes(text.data(), &furthest),
                         CountedBytes(text.data() + text.size(), &furthest), std::ref(duplicates),
                         /*allow_exceptions=*/true, /*ignore_comments=*/true);
  } catch (const json::out_of_range& error) {
    throw Error(failure,
                fmt::format("{}: {}", source,
                            too_large(error, text, static_cast<std::size_t>(furthest - text.data()),
                                      duplicates.path())));
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
