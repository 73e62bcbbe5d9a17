#include "data/sources/joined_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "core/printable.hpp"
#include "data/sources/label_numbers.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

// What stands before the names of a list whose root lies at `place`: no name of a file is changed
// otherwise, whatever its bytes.
std::string prefix_of(const fs::path& place, const fs::path& root) {
  const fs::path below = place.lexically_normal().lexically_relative(root.lexically_normal());
  if (below.empty() || *below.begin() == "..") return (place / "").string();
  return below == "." ? std::string() : (below / "").string();
}

std::string renamed(const std::string& name, const std::string& prefix) {
  return fs::path(name).is_absolute() ? name : prefix + name;
}

void put_below(const fs::path& root, PictureList& list) {
  const std::string prefix = prefix_of(list.root, root);
  for (ListedPicture& picture : list.pictures) picture.name = renamed(picture.name, prefix);
  for (SkippedPicture& skipped : list.unreadable) skipped.name = renamed(skipped.name, prefix);
}

// A list of which nothing can be read has no labels either, and says nothing of the other's.
void require_same_labelling(const PictureList& first, const PictureList& second) {
  if (first.pictures.empty() || second.pictures.empty()) return;
  if (first.label_names.empty() == second.label_names.empty()) return;
  const char* with = first.label_names.empty() ? "test" : "training";
  const char* without = first.label_names.empty() ? "training" : "test";
  throw data_error(fmt::format(
      "\"data.use\": \"all\": the {} pictures have labels, the {} pictures have none; expected "
      "labels in both, or in none",
      with, without));
}

void require_once(const PictureList& joined) {
  std::unordered_set<std::string> names;
  for (const ListedPicture& picture : joined.pictures) {
    if (names.insert(fs::path(picture.name).lexically_normal().string()).second) continue;
    throw data_error(fmt::format(
        "\"data.use\": \"all\": {} is a training picture and a test picture; expected each picture "
        "once",
        printable((joined.root / picture.name).string())));
  }
}

void take_labels(const std::vector<std::int64_t>& new_number,
                 std::vector<ListedPicture>& pictures) {
  for (ListedPicture& picture : pictures) {
    if (picture.label >= 0) picture.label = new_number[static_cast<std::size_t>(picture.label)];
  }
}

}  // namespace

PictureList joined_list(PictureList first, PictureList second, const fs::path& root) {
  require_same_labelling(first, second);
  put_below(root, first);
  put_below(root, second);
  MergedLabels merged = merge_labels(first.label_names, second.label_names);
  take_labels(merged.first, first.pictures);
  take_labels(merged.second, second.pictures);

  PictureList joined;
  joined.root = root;
  joined.pictures = std::move(first.pictures);
  std::ranges::move(second.pictures, std::back_inserter(joined.pictures));
  joined.unreadable = std::move(first.unreadable);
  std::ranges::move(second.unreadable, std::back_inserter(joined.unreadable));
  joined.label_names = std::move(merged.names);
  require_once(joined);
  return joined;
}

}  // namespace codegrid
