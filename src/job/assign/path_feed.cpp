#include "job/assign/path_feed.hpp"

#include <filesystem>
#include <system_error>
#include <utility>

namespace codegrid {

void PathFeed::add(std::string_view bytes) {
  const char separator = static_cast<char>(separator_);
  for (auto end = bytes.find(separator); end != std::string_view::npos;
       end = bytes.find(separator)) {
    path_ += bytes.substr(0, end);
    bytes.remove_prefix(end + 1);
    hand_on();
  }
  path_ += bytes;
}

void PathFeed::finish() { hand_on(); }

void PathFeed::hand_on() {
  std::string path = std::exchange(path_, {});
  // A list from Windows ends its lines with CR LF; a name may end with CR, too.
  std::error_code ignored;
  if (separator_ == Separator::kNewline && path.ends_with('\r') &&
      !std::filesystem::exists(path, ignored))
    path.pop_back();
  if (!path.empty()) take_(path);
}

}  // namespace codegrid
