#include "job/assign/image_array.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <string_view>
#include <system_error>

#include "core/error.hpp"
#include "core/printable.hpp"
#include "data/idx_header.hpp"
#include "data/sources/source.hpp"
#include "job/assign/picture_batch.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

constexpr std::string_view kGzipMagic{"\x1f\x8b", 2};
constexpr std::string_view kNumpyMagic{"\x93NUMPY", 6};
constexpr std::string_view kZipMagic{"PK\x03\x04", 4};

bool starts_as_numpy(std::string_view start) {
  return start.starts_with(kNumpyMagic) || start.starts_with(kZipMagic);
}

// Of an array in a .npz file: that file.
std::string file_of(const std::string& path) {
  std::error_code ignored;
  const fs::path parent = fs::path(path).parent_path();
  if (!fs::exists(path, ignored) && fs::is_regular_file(parent, ignored)) return parent.string();
  return path;
}

// Whether the encoder's job exchanges height and width of IDX images.
bool transposes(const nlohmann::ordered_json& config) {
  const auto data = config.find("data");
  if (data == config.end() || !data->is_object()) return false;
  const auto transposed = data->find("transposed");
  return transposed != data->end() && transposed->is_boolean() && transposed->get<bool>();
}

}  // namespace

bool is_image_array(const std::string& path) {
  const std::string start = first_bytes(file_of(path), 8);
  return starts_as_idx(start) || starts_as_numpy(start) || start.starts_with(kGzipMagic);
}

at::Tensor read_image_array(const std::string& path, const EncoderMetadata& metadata) {
  DataOptions options;
  options.root.clear();
  options.train_images = path;
  const bool numpy = starts_as_numpy(first_bytes(file_of(path), 8));
  options.dataset = numpy ? Dataset::kNpy : Dataset::kIdx;
  if (!numpy && metadata.config.is_object()) options.transposed = transposes(metadata.config);
  const ImageSet set = (numpy ? read_npy(options, path, "") : read_idx(options, path, "")).set;
  if (set.shape() == metadata.input_shape) return set.images;
  throw data_error(fmt::format(
      "{}: holds images of shape [{}], but the encoder takes [{}]; only pictures in files of their "
      "own are brought into another shape",
      printable(path), fmt::join(set.shape(), ", "), fmt::join(metadata.input_shape, ", ")));
}

}  // namespace codegrid
