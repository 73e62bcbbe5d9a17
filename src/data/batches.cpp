#include "data/batches.hpp"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <string_view>

#include "core/mapped_file.hpp"
#include "tensor/prefetch.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kAhead = 2;  // rows; they lie anywhere in memory
// One image in so many that has to be waited for: more than chance, so that memory does not hold
// the file.
constexpr std::int64_t kFewWaits = 16;

std::string_view bytes_at(const std::uint8_t* from, std::int64_t count) {
  return {reinterpret_cast<const char*>(from), static_cast<std::size_t>(count)};
}

bool last_joins(std::int64_t images, std::int64_t batch_size, bool joins_last_of_one) {
  return joins_last_of_one && images > batch_size && images % batch_size == 1;
}

}  // namespace

std::int64_t count_batches(std::int64_t images, std::int64_t batch_size, bool joins_last_of_one) {
  const bool joined = last_joins(images, batch_size, joins_last_of_one);
  return at::divup(images, batch_size) - (joined ? 1 : 0);
}

std::int64_t largest_batch(std::int64_t images, std::int64_t batch_size, bool joins_last_of_one) {
  const bool joined = last_joins(images, batch_size, joins_last_of_one);
  return std::min(images, batch_size + (joined ? 1 : 0));
}

Batches::Batches(const at::Tensor& images, PixelScale scale, std::int64_t batch_size,
                 at::Device device)
    : Batches(ImageSet{images, {}}, scale, batch_size, device) {}

Batches::Batches(const ImageSet& set, PixelScale scale, std::int64_t batch_size, at::Device device)
    : scaler_(scale.table(), scale.lowest, scale.highest - scale.lowest), batch_size_(batch_size) {
  const bool copied = set.rows.defined() && !device.is_cpu();  // no more than the part moves there
  const at::Tensor images = copied ? set.images.index_select(0, set.rows) : set.images;
  TORCH_CHECK(images.dim() == 4 && images.scalar_type() == at::kByte && images.size(0) > 0,
              "Batches wants [N, C, H, W] uint8, found ", images.sizes(), " ",
              images.scalar_type());
  TORCH_CHECK(batch_size > 0, "Batches wants a positive batch size, found ", batch_size);
  bytes_ = images.contiguous().flatten(1).to(device);
  if (bytes_.is_cpu()) {
    expect_random_reads(bytes_at(bytes_.const_data_ptr<std::uint8_t>(), bytes_.numel()));
  } else {
    table_ = scale.table_on(device);
  }
  if (copied) copied_ = set.rows.to(device);
  if (set.rows.defined() && !copied) order_ = rows_ = set.rows.contiguous();
}

void Batches::shuffle(at::Generator generator) {
  order_ = at::randperm(images(), std::move(generator), at::kLong).to(bytes_.device());
  if (rows_.defined()) order_ = rows_.index_select(0, order_);
}

std::int64_t Batches::count() const {
  return count_batches(images(), batch_size_, joins_last_of_one_);
}

std::pair<std::int64_t, std::int64_t> Batches::range(std::int64_t index) const {
  TORCH_CHECK(index >= 0 && index < count(), "batch ", index, " of ", count());
  return {index * batch_size_, images_in(index + 1)};
}

void Batches::copy(std::int64_t begin, std::int64_t end, at::Tensor& to) const {
  TORCH_CHECK(begin >= 0 && begin <= end && end <= images() && to.is_contiguous() &&
                  to.numel() == (end - begin) * bytes_.size(1) && to.scalar_type() == at::kFloat,
              "images ", begin, " to ", end, " of ", images(), ", to ", to.sizes());
  if (bytes_.is_cpu()) return gather(begin, end, to.mutable_data_ptr<float>());
  const at::Tensor rows = order_.defined() ? bytes_.index_select(0, order_.slice(0, begin, end))
                                           : bytes_.slice(0, begin, end);
  at::Tensor flat = to.flatten();
  at::index_select_out(flat, table_, 0, rows.flatten().to(at::kInt));
}

at::Tensor Batches::rows(std::int64_t begin, std::int64_t end) const {
  TORCH_CHECK(begin >= 0 && begin <= end && end <= images(), "images ", begin, " to ", end, " of ",
              images());
  const at::Tensor here = order_.defined()
                              ? order_.slice(0, begin, end)
                              : at::arange(begin, end, bytes_.options().dtype(at::kLong));
  return copied_.defined() ? copied_.index_select(0, here) : here;
}

// One pass over memory, where index_select, conversion, difference and quotient are four. Once
// images have to be waited for, each call asks for those at the same places of the next batch.
void Batches::gather(std::int64_t begin, std::int64_t end, float* to) const {
  const std::int64_t pixels = bytes_.size(1);
  const auto* from = bytes_.const_data_ptr<std::uint8_t>();
  const auto* order = order_.defined() ? order_.const_data_ptr<std::int64_t>() : nullptr;
  const auto image_at = [&](std::int64_t place) {
    return from + (order == nullptr ? place : order[place]) * pixels;
  };
  const std::int64_t rows_a_task = std::max<std::int64_t>(1, (1 << 15) / pixels);
  at::parallel_for(begin, end, rows_a_task, [&](std::int64_t first, std::int64_t last) {
    if (asks_ahead_.load(std::memory_order_relaxed)) {
      for (std::int64_t place = first + batch_size_; place < std::min(last + batch_size_, images());
           ++place)
        ask_for(bytes_at(image_at(place), pixels));
    }
    const std::int64_t waits = waits_for_mapped_bytes();
    for (std::int64_t place = first; place < last; ++place) {
      if (place + kAhead < last) prefetch(image_at(place + kAhead), pixels);
      scaler_.scale(image_at(place), pixels, to + (place - begin) * pixels);
    }
    if (kFewWaits * (waits_for_mapped_bytes() - waits) > last - first)
      asks_ahead_.store(true, std::memory_order_relaxed);
  });
}

}  // namespace codegrid
