#include "data/sources/npy_images.hpp"
#include "data/sources/source.hpp"

namespace codegrid {

SourceImages read_npy(const DataOptions& options, const std::filesystem::path& images,
                      const std::filesystem::path& labels) {
  SourceImages read;
  read.set = read_npy_images(options.root / images, labels.empty() ? labels : options.root / labels,
                             read.files);
  return read;
}

}  // namespace codegrid
