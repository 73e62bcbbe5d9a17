#include "job/image_settings.hpp"

#include "encoder/metadata.hpp"

namespace codegrid {

ImageOptions image_settings(const DataOptions& data, const std::vector<std::int64_t>& shape) {
  switch (data.dataset) {
    case Dataset::kFolder:
    case Dataset::kList:
      return data.image;
    case Dataset::kMnist:
    case Dataset::kIdx:
    case Dataset::kNpy:
      break;
  }
  return image_of_shape(shape);
}

}  // namespace codegrid
