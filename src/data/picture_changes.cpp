#include "data/picture_changes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "core/printable.hpp"
#include "core/text_table.hpp"

namespace codegrid {
namespace {

using Pictures = std::vector<const ListedPicture*>;

// Those that a list names twice keep their order.
Pictures by_name(const PictureList& list) {
  Pictures pictures;
  pictures.reserve(list.pictures.size());
  for (const ListedPicture& picture : list.pictures) pictures.push_back(&picture);
  std::ranges::stable_sort(pictures, {}, &ListedPicture::name);
  return pictures;
}

std::string_view label_of(const PictureList& list, const ListedPicture& picture) {
  if (picture.label < 0) return "";
  return list.label_names.at(static_cast<std::size_t>(picture.label));
}

struct Changes {
  std::int64_t added = 0;
  std::int64_t removed = 0;
  std::int64_t changed = 0;
  std::int64_t labelled = 0;  // otherwise, and not changed
  std::optional<std::string> first;

  void count(std::int64_t& kind, const ListedPicture& picture) {
    ++kind;
    if (!first) first = picture.name;
  }
};

Changes changes_between(const PictureList& then, const PictureList& now) {
  Changes changes;
  compare_by_name(then, now, [&](const ListedPicture* before, const ListedPicture* after) {
    if (after == nullptr) {
      changes.count(changes.removed, *before);
    } else if (before == nullptr) {
      changes.count(changes.added, *after);
    } else if (is_another_file(*before, *after)) {
      changes.count(changes.changed, *after);
    } else if (label_of(then, *before) != label_of(now, *after)) {
      changes.count(changes.labelled, *after);
    }
  });
  return changes;
}

std::string in_words(const Changes& changes) {
  std::vector<std::string> parts;
  for (const auto& [count, what] :
       {std::pair(changes.added, "added"), std::pair(changes.removed, "removed"),
        std::pair(changes.changed, "changed"), std::pair(changes.labelled, "with another label")}) {
    if (count == 0) continue;
    parts.push_back(fmt::format(
        "{} {}", parts.empty() ? counted(count, "picture", "pictures") : with_commas(count), what));
  }
  return fmt::format("{} since the training, the first: {}", fmt::join(parts, ", "),
                     printable(*changes.first));
}

}  // namespace

void compare_by_name(
    const PictureList& then, const PictureList& now,
    const std::function<void(const ListedPicture* before, const ListedPicture* after)>& visit) {
  const Pictures before = by_name(then);
  const Pictures after = by_name(now);
  auto old = before.begin();
  auto one = after.begin();
  while (old != before.end() || one != after.end()) {
    if (one == after.end() || (old != before.end() && (*old)->name < (*one)->name)) {
      visit(*old++, nullptr);
    } else if (old == before.end() || (*one)->name < (*old)->name) {
      visit(nullptr, *one++);
    } else {
      visit(*old++, *one++);
    }
  }
}

bool is_another_file(const ListedPicture& before, const ListedPicture& after) {
  return before.size != after.size || before.modified != after.modified;
}

std::string describe_changes(const PictureList& then, const PictureList& now) {
  const Changes changes = changes_between(then, now);
  if (changes.first) return in_words(changes);
  return std::ranges::equal(then.pictures, now.pictures, {}, &ListedPicture::name,
                            &ListedPicture::name)
             ? ""
             : "the same pictures as in the training, in another order";
}

}  // namespace codegrid
