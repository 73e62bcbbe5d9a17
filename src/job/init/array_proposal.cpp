#include <fmt/format.h>
#include <fmt/ranges.h>

#include <system_error>
#include <utility>

#include "core/error.hpp"
#include "core/printable.hpp"
#include "core/text_table.hpp"
#include "data/similar_file.hpp"
#include "job/init/array_files.hpp"
#include "job/init/proposal.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

// The arrays to choose among; where `path` is a file, whether one of them is the one to train on.
struct Found {
  FolderArrays of{};
  std::string images{};
};

Found arrays_at(const fs::path& path, bool is_folder) {
  if (is_folder) return {arrays_in(path), ""};
  const std::string name = path.filename().string();
  std::vector<ArrayFile> within = arrays_in(path.parent_path(), name);
  const bool is_archive = within.empty() || within.front().name != name;
  if (is_archive) return {{std::move(within), {}}, ""};
  return {arrays_in(path.parent_path()), name};
}

// "\nDamaged, and left out: x_test.npy: found ..."; empty where there is none.
std::string damaged_lines(const std::vector<SkippedPicture>& damaged) {
  std::string lines;
  for (const SkippedPicture& file : damaged)
    lines += fmt::format("\nDamaged, and left out: {}: {}", printable(file.name),
                         printable(file.reason));
  return lines;
}

ArrayChoice choose_of(const Found& found, const std::string& source) {
  try {
    return choose_arrays(found.of.arrays, found.images, source);
  } catch (const Error& error) {
    if (error.code() != ExitCode::kBadData) throw;
    throw data_error(error.what() + damaged_lines(found.of.damaged));
  }
}

// [N, H, W], [N, C, H, W] or [N, H, W, C].
void put_shape(const ArrayChoice& choice, Proposal& proposal) {
  const std::vector<std::int64_t>& shape = choice.shape;
  proposal.images = shape[0];
  const bool first = shape.size() == 4 && (shape[1] == 1 || shape[1] == 3);
  proposal.channels = shape.size() == 3 ? 1 : first ? shape[1] : shape[3];
  proposal.height = shape[first ? 2 : 1];
  proposal.width = shape[first ? 3 : 2];
  if (choice.data.transposed) std::swap(proposal.height, proposal.width);
}

void note_file(const DataOptions& data, const fs::path& name, PictureList& files) {
  if (name.empty()) return;
  for (fs::path path = data.root / name; path != data.root; path = path.parent_path()) {
    std::error_code error;
    if (!fs::is_regular_file(path, error)) continue;
    const std::string file = path.lexically_relative(data.root).string();
    for (const ListedPicture& known : files.pictures) {
      if (known.name == file) return;
    }
    const auto modified = fs::last_write_time(path, error).time_since_epoch();
    files.pictures.push_back({file, static_cast<std::int64_t>(fs::file_size(path, error)),
                              std::int64_t{modified.count()}, -1});
    return;
  }
}

void add_named(const char* key, const fs::path& name, const std::string& why, Proposal& proposal) {
  if (name.empty()) return;
  proposal.entries.push_back({key, name.string(), {}, why});
  note_file(proposal.data, name, proposal.files);
}

}  // namespace

Proposal propose_arrays(const fs::path& path) {
  std::error_code error;
  const bool is_folder = fs::is_directory(path, error);
  Found found = arrays_at(path, is_folder);
  const ArrayChoice choice = choose_of(found, printable(path.string()));
  Proposal proposal;
  proposal.data = choice.data;
  DataOptions& data = proposal.data;
  data.root = is_folder ? path : path.parent_path();
  proposal.files.root = path;
  put_shape(choice, proposal);
  const bool is_idx = data.dataset == Dataset::kIdx;
  proposal.entries.push_back({"dataset", is_idx ? "idx" : "npy"});
  proposal.entries.push_back(
      {"root", data.root.string(), {}, "Absolute, so that this config may lie anywhere."});
  const std::string shape = fmt::format("{}", fmt::join(choice.shape, " x "));
  add_named("train_images", data.train_images, shape + "." + damaged_lines(found.of.damaged),
            proposal);
  add_named("train_labels", data.train_labels, choice.why_labels, proposal);
  add_named("validation_images", data.validation_images, choice.why_sets, proposal);
  add_named("validation_labels", data.validation_labels, "", proposal);
  const std::string why_test = data.validation_images.empty() ? choice.why_sets : "";
  add_named("test_images", data.test_images, why_test, proposal);
  add_named("test_labels", data.test_labels, "", proposal);
  if (!data.test_images.empty() && data.validation_images.empty()) {
    data.validation = Validation::kHoldout;
    proposal.entries.push_back(
        {"validation", "holdout", {}, "A tenth of the training images, so that the test is one."});
  }
  if (data.transposed) {
    proposal.entries.push_back(
        {"transposed", true, {}, "EMNIST's files, by their name: height and width are exchanged."});
  }
  proposal.bad = std::move(found.of.damaged);
  proposal.about = fmt::format("{}: {} in {}.", printable(path.string()),
                               counted(proposal.images, "image", "images"),
                               printable(data.train_images.string()));
  return proposal;
}

}  // namespace codegrid
