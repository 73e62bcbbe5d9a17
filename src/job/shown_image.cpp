#include "job/shown_image.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/ops/rsub.h>
#include <c10/util/Exception.h>

namespace codegrid {

Tone tone_of(Dataset dataset, const ImageOptions& image) {
  switch (dataset) {
    case Dataset::kFolder:
    case Dataset::kList:
      return image.invert ? Tone::kNegative : Tone::kLight;
    case Dataset::kMnist:
    case Dataset::kIdx:
    case Dataset::kNpy:
      break;
  }
  return Tone::kInk;
}

at::Tensor shown_image(const at::Tensor& image, Tone tone) {
  TORCH_CHECK(image.dim() == 3, "an image must be [C, H, W], got ", image.sizes());
  if (tone == Tone::kInk) return image;
  const at::Tensor light = tone == Tone::kNegative ? at::rsub(image, 1) : image;
  return light.size(0) == 1 ? light.expand({3, -1, -1}) : light;
}

}  // namespace codegrid
