#include "job/same_images.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string>
#include <system_error>

#include "config/job_config.hpp"
#include "config/run_files.hpp"
#include "core/error.hpp"
#include "core/printable.hpp"
#include "core/text_table.hpp"
#include "data/image_table.hpp"
#include "data/picture_changes.hpp"
#include "job/environment.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

// What a run says of its training images.
struct RecordedImages {
  DataOptions data;
  std::optional<PictureList> pictures;  // where each is a file of its own
  std::string sha256;                   // of the file of all, otherwise
};

RecordedImages recorded_in(const fs::path& run) {
  RecordedImages images;
  images.data = load_job(run / run_files::kConfig, {}).data;
  std::error_code error;
  if (fs::exists(run / run_files::kImages, error)) {
    images.pictures = read_image_table(run / run_files::kImages);
    return images;
  }
  const Environment environment = read_environment(run);
  if (environment.data.empty()) {
    throw data_error(fmt::format("{}: does not say which images it was trained on; train again",
                                 printable((run / run_files::kEnvironment).string())));
  }
  images.sha256 = environment.data.front().sha256;  // training images are read first
  return images;
}

// "x_train" of "mnist.npz/x_train"; empty of what is no archive.
std::string array_name(const DataOptions& data) {
  const std::string path = data.train_images.string();
  const auto archive = path.rfind(".npz/");
  return data.dataset != Dataset::kNpy || archive == std::string::npos ? ""
                                                                       : path.substr(archive + 5);
}

// How the pictures differ; empty where they do not.
std::string difference(const PictureList& one, const PictureList& other, bool same_place) {
  std::int64_t only_one = 0;
  std::int64_t only_other = 0;
  std::int64_t changed = 0;
  std::string first;
  const auto count = [&](std::int64_t& kind, const ListedPicture& picture) {
    ++kind;
    if (first.empty()) first = picture.name;
  };
  compare_by_name(one, other, [&](const ListedPicture* here, const ListedPicture* there) {
    if (there == nullptr) {
      count(only_one, *here);
    } else if (here == nullptr) {
      count(only_other, *there);
    } else if (same_place ? is_another_file(*here, *there) : here->size != there->size) {
      count(changed, *here);
    }
  });
  if (first.empty()) return "";
  return fmt::format("{} only in the first, {} only in the second, {} in both but changed, e.g. {}",
                     counted(only_one, "picture is", "pictures are"), with_commas(only_other),
                     with_commas(changed), printable(first));
}

std::string difference(const RecordedImages& one, const RecordedImages& other) {
  if (one.pictures.has_value() != other.pictures.has_value())
    return "only one of them read pictures that are files of their own";
  if (one.pictures) {
    const bool same_place = one.data.root == other.data.root;
    return difference(*one.pictures, *other.pictures, same_place);
  }
  if (one.sha256 != other.sha256)
    return fmt::format("the SHA-256 of their files of images are {} and {}", one.sha256,
                       other.sha256);
  if (array_name(one.data) != array_name(other.data))
    return fmt::format("they are the arrays {} and {} of one archive",
                       printable(array_name(one.data)), printable(array_name(other.data)));
  if (one.data.transposed != other.data.transposed) return "data.transposed differs";
  return "";
}

}  // namespace

void require_same_images(const fs::path& run, const fs::path& other) {
  const std::string found = difference(recorded_in(run), recorded_in(other));
  if (found.empty()) return;
  throw data_error(fmt::format(
      "{} and {}: were trained on different images, but the runs of one graph must be of the same: "
      "{}. For encoders that were trained on others, name the files: codegrid-cluster --encoder "
      "FILE --encoder FILE --config JOB --out DIR",
      printable(run.string()), printable(other.string()), found));
}

}  // namespace codegrid
