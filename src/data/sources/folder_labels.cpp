#include "data/sources/folder_labels.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/descriptor.hpp"
#include "core/error.hpp"
#include "core/printable.hpp"
#include "data/cache/listed_file.hpp"
#include "data/sources/label_numbers.hpp"
#include "image/picture_header.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

constexpr std::string_view kBesideFolders =
    "lies beside the folders that are the labels; move it into one of them";

// Why the file is no picture, by its first bytes; nothing where it begins as one.
std::optional<std::string> why_no_picture(const fs::path& path) {
  std::array<char, 4096> bytes{};
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  const ssize_t got = file.get() < 0 ? -1 : ::read(file.get(), bytes.data(), bytes.size());
  if (got < 0) return fmt::format("{}{}", kCannotBeRead, std::strerror(errno));
  const std::string_view start(bytes.data(), static_cast<std::size_t>(got));
  if (picture_format(start)) return std::nullopt;
  try {
    read_picture_header(start);
  } catch (const Error& error) {
    return error.what();
  }
  return std::nullopt;
}

bool lies_in_a_folder(const ListedPicture& picture) {
  return picture.name.find('/') != std::string::npos;
}

Error no_folders(const PictureList& list) {
  const auto picture = std::ranges::find_if(list.pictures, [&](const ListedPicture& each) {
    return !why_no_picture(list.root / each.name);
  });
  const ListedPicture& named = picture == list.pictures.end() ? list.pictures.front() : *picture;
  return data_error(fmt::format(
      "{}: lies directly in {}, expected in a folder there that is named as its label; move it "
      "into one, or leave out \"labels\": \"folder\"",
      printable((list.root / named.name).string()), printable(list.root.string())));
}

void leave_out_beside_folders(PictureList& list) {
  std::vector<ListedPicture> labelled;
  labelled.reserve(list.pictures.size());
  for (ListedPicture& picture : list.pictures) {
    if (lies_in_a_folder(picture)) {
      labelled.push_back(std::move(picture));
      continue;
    }
    std::string reason =
        why_no_picture(list.root / picture.name).value_or(std::string(kBesideFolders));
    list.unreadable.push_back({std::move(picture.name), std::move(reason)});
  }
  list.pictures = std::move(labelled);
  std::ranges::sort(list.unreadable, {}, &SkippedPicture::name);
}

}  // namespace

void label_by_folder(PictureList& list) {
  if (!std::ranges::any_of(list.pictures, lies_in_a_folder)) throw no_folders(list);
  leave_out_beside_folders(list);
  LabelNumbers numbers;
  for (ListedPicture& picture : list.pictures)
    picture.label = numbers.add(picture.name.substr(0, picture.name.find('/')));
  LabelNumbers::Sorted sorted = numbers.sorted();
  for (ListedPicture& picture : list.pictures)
    picture.label = sorted.new_number[static_cast<std::size_t>(picture.label)];
  list.label_names = std::move(sorted.names);
}

}  // namespace codegrid
