#include <utility>

#include "data/idx.hpp"
#include "data/sources/source.hpp"

namespace codegrid {

SourceImages read_idx(const DataOptions& options, const std::filesystem::path& images,
                      const std::filesystem::path& labels) {
  SourceImages read;
  IdxFile image_file = read_idx_file(options.root / images, IdxKind::kImages);
  read.set.images =
      parse_idx_images(image_file, options.transposed ? PixelOrder::kColumns : PixelOrder::kRows);
  read.files.push_back(std::move(image_file.source));
  if (labels.empty()) return read;
  IdxFile label_file = read_idx_file(options.root / labels, IdxKind::kLabels);
  read.set.labels =
      parse_idx_labels(label_file.bytes, label_file.source.path, options.label_column);
  read.files.push_back(std::move(label_file.source));
  return read;
}

}  // namespace codegrid
