#include "job/init/array_files.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>

#include "core/error.hpp"
#include "core/lower_case.hpp"
#include "core/mapped_file.hpp"
#include "core/printable.hpp"
#include "core/text_table.hpp"
#include "data/cache/listed_file.hpp"
#include "data/gzip.hpp"
#include "data/idx_header.hpp"
#include "data/sources/npy_images.hpp"
#include "data/sources/npz_archive.hpp"
#include "job/init/folder_roles.hpp"
#include "tensor/npy_header.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

using Arrays = std::vector<ArrayFile>;

void add_npy(Arrays& arrays, std::string name, const NpyHeader& header) {
  if (may_be_images(header)) {
    arrays.push_back({std::move(name), Dataset::kNpy, true, header.shape});
  } else if (may_be_labels(header)) {
    arrays.push_back({std::move(name), Dataset::kNpy, false, header.shape});
  }
}

// What begins as IDX does, a number of dimensions at its fourth byte.
void add_idx(Arrays& arrays, const std::string& name, std::string_view start,
             const std::string& shown) {
  constexpr std::size_t kDimensions = 3;
  const IdxKind kind = start[kDimensions] >= 3 ? IdxKind::kImages : IdxKind::kLabels;
  arrays.push_back({name, Dataset::kIdx, kind == IdxKind::kImages,
                    read_idx_header(start, kind, shown).dimensions});
}

std::string array_list(const Arrays& arrays) {
  std::vector<std::string> texts;
  for (const ArrayFile& array : arrays) {
    if (texts.size() == 20) break;
    texts.push_back(fmt::format("{} ({})", printable(array.name), fmt::join(array.shape, " x ")));
  }
  return fmt::format("{}", fmt::join(texts, ", "));
}

// What tells the role of an array: its own name, without the archive's.
std::string_view own_name(const ArrayFile& array) {
  const std::string_view name = array.name;
  return name.substr(name.rfind('/') + 1);
}

std::size_t common_start(std::string_view a, std::string_view b) {
  const auto [end, other] = std::ranges::mismatch(a, b);
  return static_cast<std::size_t>(end - a.begin());
}

bool is_called_labels(std::string_view name) {
  return name.starts_with('y') || name.starts_with('Y') || name.find("label") != name.npos ||
         name.find("target") != name.npos;
}

// Which of `among` goes best with the images, by name; null where none does, or several alike.
const ArrayFile* nearest_by_name(const std::vector<const ArrayFile*>& among,
                                 const ArrayFile& images) {
  const auto score = [&](const ArrayFile* array) {
    constexpr std::size_t kCalledSo = 1000;
    return common_start(own_name(*array), own_name(images)) +
           (!array->images && is_called_labels(own_name(*array)) ? kCalledSo : 0);
  };
  const auto best = std::ranges::max_element(among, {}, score);
  if (best == among.end()) return nullptr;
  return std::ranges::count(among, score(*best), score) == 1 ? *best : nullptr;
}

bool is_called(const std::string& name, std::string_view ending) {
  return in_lower_case(name).ends_with(ending);
}

// Of a file that arrays_in refuses: whatever can be read is, or claims to be, one of ours.
bool may_be_array(const fs::path& folder, const std::string& name) {
  return is_called(name, ".npy") || is_called(name, ".npz") || can_be_read(folder / name);
}

// Without the file's own name in front.
std::string reason_of(const Error& error, const fs::path& file) {
  const std::string reason = error.what();
  const std::string named = printable(file.string()) + ": ";
  return reason.starts_with(named) ? reason.substr(named.size()) : reason;
}

class ArrayChooser {
 public:
  ArrayChooser(const Arrays& arrays, const std::string& source)
      : arrays_(arrays), source_(source) {}

  const ArrayFile& training_images(const std::string& named) const {
    if (!named.empty()) return the_named(named);
    std::vector<const ArrayFile*> found = images_of_role(SetRole::kTrain);
    if (found.empty()) found = images_of_role(SetRole::kNone);
    if (found.size() == 1) return *found.front();
    throw data_error(
        fmt::format("{}: {} to train on: {}; {}", source_,
                    found.empty() ? "holds no images" : "holds several arrays of images",
                    arrays_.empty() ? "no array" : array_list(arrays_),
                    found.empty() ? "expected an array of three or four dimensions, [N, H, W] say"
                                  : "give the file of one of them, or name it as data.train_images "
                                    "in a config"));
  }

  // Of another set; null where there is none of that shape.
  const ArrayFile* other_images(SetRole role, const ArrayFile& training) const {
    std::vector<const ArrayFile*> found = images_of_role(role);
    std::erase_if(found, [&](const ArrayFile* array) {
      return array == &training || array->dataset != training.dataset ||
             !std::ranges::equal(array->shape.begin() + 1, array->shape.end(),
                                 training.shape.begin() + 1, training.shape.end());
    });
    return nearest_by_name(found, training);
  }

  const ArrayFile* labels_of(const ArrayFile& images) const {
    std::vector<const ArrayFile*> found;
    for (const ArrayFile& array : arrays_) {
      if (!array.images && array.dataset == images.dataset && array.shape[0] == images.shape[0] &&
          role_in_name(own_name(array)) == role_in_name(own_name(images)))
        found.push_back(&array);
    }
    return nearest_by_name(found, images);
  }

 private:
  const ArrayFile& the_named(const std::string& named) const {
    const auto found = std::ranges::find(arrays_, named, &ArrayFile::name);
    if (found != arrays_.end() && found->images) return *found;
    throw data_error(fmt::format("{}: holds no images but {}; give the file of the images", source_,
                                 found == arrays_.end() || found->shape.empty()
                                     ? "something else"
                                     : counted(found->shape[0], "label", "labels")));
  }

  std::vector<const ArrayFile*> images_of_role(SetRole role) const {
    std::vector<const ArrayFile*> found;
    for (const ArrayFile& array : arrays_) {
      if (array.images && role_in_name(own_name(array)) == role) found.push_back(&array);
    }
    return found;
  }

  const Arrays& arrays_;
  const std::string& source_;
};

}  // namespace

Arrays arrays_in(const fs::path& folder, const std::string& name) {
  const auto file = std::make_shared<const MappedFile>(folder / name, ExitCode::kBadData);
  const std::string_view bytes = file->bytes();
  const std::string shown = printable((folder / name).string());
  Arrays arrays;
  if (bytes.starts_with(kNpyMagic)) {
    add_npy(arrays, name, parse_npy_header(bytes, shown));
  } else if (bytes.starts_with("PK")) {
    const NpzArchive archive({file, bytes}, shown);
    for (const std::string& array : archive.arrays()) {
      const std::string start = archive.start_of_array(array, kNpyHeaderMost);
      add_npy(arrays, name + "/" + array, parse_npy_header(start, archive.full_name(array)));
    }
  } else if (starts_as_idx(bytes)) {
    add_idx(arrays, name, bytes, shown);
  } else if (is_gzip(bytes)) {
    const std::string start = gunzip_start(bytes, longest_idx_header(IdxKind::kImages), shown);
    if (starts_as_idx(start)) add_idx(arrays, name, start, shown);
  } else if (is_called(name, ".npy")) {
    parse_npy_header(bytes, shown);  // throws: it begins as no such file does
  } else if (is_called(name, ".npz")) {
    const NpzArchive throws({file, bytes}, shown);
  }
  // A config cannot name others.
  std::erase_if(arrays, [](const ArrayFile& array) { return !is_printable(array.name); });
  return arrays;
}

FolderArrays arrays_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    std::error_code ignored;
    const std::string name = at->path().filename().string();
    if (!name.starts_with('.') && at->is_regular_file(ignored)) names.push_back(name);
  }
  std::ranges::sort(names);
  FolderArrays found;
  for (const std::string& name : names) {
    try {
      std::ranges::move(arrays_in(folder, name), std::back_inserter(found.arrays));
    } catch (const Error& damaged) {
      if (damaged.code() != ExitCode::kBadData) throw;
      if (may_be_array(folder, name))
        found.damaged.push_back({name, reason_of(damaged, folder / name)});
    }
  }
  return found;
}

ArrayChoice choose_arrays(const Arrays& arrays, const std::string& images,
                          const std::string& source) {
  const ArrayChooser chooser(arrays, source);
  const ArrayFile& training = chooser.training_images(images);
  ArrayChoice choice;
  choice.data.dataset = training.dataset;
  choice.data.train_images = training.name;
  choice.shape = training.shape;
  const bool is_emnist = in_lower_case(training.name).find("emnist") != std::string::npos;
  choice.data.transposed = training.dataset == Dataset::kIdx && is_emnist;
  const ArrayFile* labels = chooser.labels_of(training);
  if (labels != nullptr) choice.data.train_labels = labels->name;
  choice.why_labels = labels == nullptr
                          ? "No labels: there is no array, or no only one, with one for each image."
                          : "The clusters are compared with the labels; nothing is learned from "
                            "them.";
  if (const ArrayFile* other = chooser.other_images(SetRole::kValidation, training)) {
    choice.data.validation_images = other->name;
    if (const ArrayFile* of = chooser.labels_of(*other)) choice.data.validation_labels = of->name;
    choice.why_sets = "Training is validated on images of their own.";
  }
  if (const ArrayFile* other = chooser.other_images(SetRole::kTest, training)) {
    choice.data.test_images = other->name;
    if (const ArrayFile* of = chooser.labels_of(*other)) choice.data.test_labels = of->name;
    choice.why_sets += choice.why_sets.empty() ? "" : " ";
    choice.why_sets += "The test images are seen at the end only, for test_loss.";
  }
  return choice;
}

}  // namespace codegrid
