#include "data/scale.hpp"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <c10/util/Exception.h>
#include <c10/util/accumulate.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "core/error.hpp"
#include "core/interrupt.hpp"
#include "data/byte_scaler.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kBytesAtOnce = std::int64_t{1} << 24;  // looked at, or copied for that

}  // namespace

std::array<float, 256> PixelScale::table() const {
  TORCH_CHECK(highest > lowest, "PixelScale: highest ", highest, " is not above lowest ", lowest);
  std::array<float, 256> values{};
  const auto range = static_cast<float>(highest - lowest);
  for (std::size_t byte = 0; byte < values.size(); ++byte) {
    const auto above = static_cast<float>(static_cast<double>(byte) - lowest);
    values[byte] = std::clamp(above / range, 0.0F, 1.0F);
  }
  return values;
}

at::Tensor PixelScale::table_on(at::Device device) const {
  std::array<float, 256> values = table();
  return at::from_blob(values.data(), {256}, at::kFloat).clone().to(device);
}

at::Tensor PixelScale::apply(const at::Tensor& bytes) const {
  TORCH_CHECK(bytes.scalar_type() == at::kByte, "PixelScale wants uint8, found ",
              bytes.scalar_type());
  if (!bytes.is_cpu()) {
    const at::Tensor values = table_on(bytes.device());
    return values.index_select(0, bytes.flatten().to(at::kInt)).view(bytes.sizes());
  }
  const at::Tensor packed = bytes.contiguous();
  at::Tensor scaled = at::empty(bytes.sizes(), at::kFloat);
  const auto* from = packed.const_data_ptr<std::uint8_t>();
  auto* to = scaled.mutable_data_ptr<float>();
  const ByteScaler scaler(table(), lowest, highest - lowest);
  at::parallel_for(0, packed.numel(), 1 << 15, [&](std::int64_t begin, std::int64_t end) {
    scaler.scale(from + begin, end - begin, to + begin);
  });
  return scaled;
}

PixelScale measure_scale(const ImageSet& set, Scaling scaling) {
  if (scaling == Scaling::kUnit) return {};
  PixelScale scale{255, 0};
  const auto look_at = [&](const at::Tensor& images) {
    const auto [lowest, highest] = at::aminmax(images);
    scale.lowest = std::min(scale.lowest, lowest.item<double>());
    scale.highest = std::max(scale.highest, highest.item<double>());
  };
  const std::int64_t at_once =
      std::max<std::int64_t>(1, kBytesAtOnce / c10::multiply_integers(set.shape()));
  for (std::int64_t begin = 0; begin < set.size(); begin += at_once) {
    stop_if_interrupted();  // the images may be more than memory holds
    look_at(set.rows.defined()
                ? set.images.index_select(0, set.rows.slice(0, begin, begin + at_once))
                : set.images.slice(0, begin, begin + at_once));
  }
  if (scale.lowest == scale.highest) {
    throw data_error(
        fmt::format("every pixel of the training images is {}, and \"scale\": \"minmax\" needs two "
                    "values; use other "
                    "images, or \"scale\": \"unit\"",
                    scale.lowest));
  }
  return scale;
}

PixelScale measure_scale(const at::Tensor& images, Scaling scaling) {
  return measure_scale(ImageSet{images, {}}, scaling);
}

}  // namespace codegrid
