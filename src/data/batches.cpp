#include "data/batches.hpp"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <utility>

namespace codegrid {

Batches::Batches(const at::Tensor& images, PixelScale scale, std::int64_t batch_size,
                 at::Device device)
    : scale_(scale), table_(scale.table()), batch_size_(batch_size) {
  TORCH_CHECK(images.dim() == 4 && images.scalar_type() == at::kByte && images.size(0) > 0,
              "Batches wants [N, C, H, W] uint8, found ", images.sizes(), " ",
              images.scalar_type());
  TORCH_CHECK(batch_size > 0, "Batches wants a positive batch size, found ", batch_size);
  bytes_ = images.contiguous().to(device);
}

void Batches::shuffle(at::Generator generator) {
  order_ = at::randperm(images(), std::move(generator), at::kLong).to(bytes_.device());
}

std::int64_t Batches::count() const { return (images() + batch_size_ - 1) / batch_size_; }

at::Tensor Batches::at(std::int64_t index) const {
  TORCH_CHECK(index >= 0 && index < count(), "batch ", index, " of ", count());
  const std::int64_t begin = index * batch_size_;
  const std::int64_t end = std::min(begin + batch_size_, images());
  if (!order_.defined()) return scale_.apply(bytes_.slice(0, begin, end));
  if (bytes_.is_cpu()) return gather(begin, end);
  return scale_.apply(bytes_.index_select(0, order_.slice(0, begin, end)));
}

// One pass over memory, where index_select, conversion, difference and quotient are four.
at::Tensor Batches::gather(std::int64_t begin, std::int64_t end) const {
  at::Tensor batch =
      at::empty({end - begin, bytes_.size(1), bytes_.size(2), bytes_.size(3)}, at::kFloat);
  const std::int64_t pixels = bytes_.numel() / images();
  const auto* from = bytes_.const_data_ptr<std::uint8_t>();
  const auto* order = order_.const_data_ptr<std::int64_t>() + begin;
  auto* to = batch.mutable_data_ptr<float>();
  const std::int64_t rows_a_task = std::max<std::int64_t>(1, (1 << 15) / pixels);
  at::parallel_for(0, end - begin, rows_a_task, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t row = first; row < last; ++row) {
      const std::uint8_t* image = from + order[row] * pixels;
      for (std::int64_t p = 0; p < pixels; ++p) to[row * pixels + p] = table_[image[p]];
    }
  });
  return batch;
}

}  // namespace codegrid
