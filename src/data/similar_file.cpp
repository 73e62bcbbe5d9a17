#include "data/similar_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "core/nearest.hpp"
#include "core/printable.hpp"
#include "core/read_file.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

std::string without_gz(const std::string& name) {
  return name.ends_with(".gz") ? name.substr(0, name.size() - 3) : name;
}

// The names of the files in `folder` that `missing` may be meant for, hidden ones only where that
// is one; none where it cannot be read. A link to nowhere has the name itself.
std::vector<std::string> files_for(const std::string& missing, const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    std::error_code ignored;
    std::string name = it->path().filename().string();
    const bool is_hidden = name.starts_with('.') && !missing.starts_with('.');
    if (!is_hidden && name != missing && !it->is_directory(ignored))
      names.push_back(std::move(name));
  }
  std::ranges::sort(names);
  return names;
}

std::string similar_name(const fs::path& missing) {
  const std::string name = missing.filename().string();
  const std::vector<std::string> names = files_for(name, missing.parent_path());
  for (const std::string& other : names) {
    if (same_letters(without_gz(other), without_gz(name))) return other;
  }
  return likely_meant(name, names);
}

}  // namespace

void require_file(const fs::path& path) {
  std::error_code error;
  if (fs::status(path, error).type() != fs::file_type::not_found) return;
  const Error missing = cannot_read(path, ENOENT, ExitCode::kBadData);
  const std::string other = similar_name(path);
  if (other.empty()) throw missing;
  throw data_error(
      fmt::format("{}; did you mean {}, in the same folder?", missing.what(), printable(other)));
}

}  // namespace codegrid
