#include "data/value_changes.hpp"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

namespace codegrid {
namespace {

constexpr std::int64_t kLeastAveraged = 1 << 14;  // values for one thread

void require_images(const at::Tensor& images) {
  TORCH_CHECK(images.dim() == 4 && images.scalar_type() == at::kFloat && images.is_contiguous(),
              "images must be [N, C, H, W] float32, found ", images.sizes());
}

// One number for each image, as what [N, C, H, W] can be combined with.
at::Tensor for_each_image(const at::Tensor& numbers, at::Device device) {
  return numbers.to(device).view({-1, 1, 1, 1});
}

// Which pixels of a side a stretch of `share` of it covers: [N, size] bool.
//   places: [N] in [0, 1].
at::Tensor covered(std::int64_t size, double share, const at::Tensor& places) {
  const auto length =
      std::clamp<std::int64_t>(std::llround(share * static_cast<double>(size)), 1, size);
  const at::Tensor first =
      places.mul(static_cast<double>(size - length + 1)).floor_().clamp_(0, size - length);
  const at::Tensor from_first = at::arange(size, at::kFloat) - first.unsqueeze(1);
  return from_first.ge(0).logical_and_(from_first.lt(length));
}

}  // namespace

at::Tensor image_means(const at::Tensor& images) {
  require_images(images);
  const at::Tensor flat = images.flatten(1);
  if (!images.is_cpu()) return flat.mean(1);
  const std::int64_t values = flat.size(1);
  at::Tensor means = at::empty({flat.size(0)}, at::kFloat);
  const auto* from = flat.const_data_ptr<float>();
  auto* to = means.mutable_data_ptr<float>();
  const std::int64_t images_a_task = std::max<std::int64_t>(1, kLeastAveraged / values);
  at::parallel_for(0, flat.size(0), images_a_task, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      const double sum = std::accumulate(from + i * values, from + (i + 1) * values, 0.0);
      to[i] = static_cast<float>(sum / static_cast<double>(values));
    }
  });
  return means;
}

// mean + contrast * (value - mean) + brightness, in two passes over the images.
void change_tones(at::Tensor& images, const at::Tensor& contrast, const at::Tensor& brightness) {
  require_images(images);
  const at::Tensor factors = for_each_image(contrast, images.device());
  const at::Tensor means = for_each_image(image_means(images), images.device());
  const at::Tensor added = means * (1 - factors) + for_each_image(brightness, images.device());
  images.mul_(factors).add_(added);
}

void cut_out(at::Tensor& images, double share, const at::Tensor& places) {
  require_images(images);
  const at::Tensor columns = covered(images.size(3), share, places.select(1, 0));
  const at::Tensor rows = covered(images.size(2), share, places.select(1, 1));
  const at::Tensor mask = rows.unsqueeze(2).logical_and(columns.unsqueeze(1));
  images.masked_fill_(mask.unsqueeze(1).to(images.device()), 0);
}

}  // namespace codegrid
