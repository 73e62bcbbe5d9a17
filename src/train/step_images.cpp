#include "train/step_images.hpp"

#include <ATen/Functions.h>
#include <c10/util/Exception.h>
#include <c10/util/accumulate.h>

#include <utility>

namespace codegrid {

StepImages::StepImages(const Batches& batches, std::int64_t index) : batches_(&batches) {
  const auto [begin, end] = batches.range(index);
  begin_ = begin;
  end_ = end;
}

StepImages::StepImages(const at::Tensor& inputs, const at::Tensor& targets, at::Tensor numbers)
    : end_(inputs.size(0)),
      all_{inputs.flatten(1), targets.flatten(1)},
      numbers_(std::move(numbers)) {
  TORCH_CHECK(all_.inputs.sizes() == all_.targets.sizes() && inputs.is_contiguous() &&
                  targets.is_contiguous() && inputs.scalar_type() == at::kFloat &&
                  targets.scalar_type() == at::kFloat,
              "a step wants inputs and targets of one size, float32, found ", inputs.sizes(),
              " and ", targets.sizes());
}

at::Tensor StepImages::numbers() const {
  return batches_ == nullptr ? numbers_ : batches_->rows(begin_, end_);
}

StepImages::Rows StepImages::rows(std::int64_t begin, std::int64_t end, at::Tensor room) const {
  TORCH_CHECK(begin >= 0 && begin <= end && end <= count(), "images ", begin, " to ", end, " of ",
              count());
  if (batches_ == nullptr)
    return {all_.inputs.slice(0, begin, end), all_.targets.slice(0, begin, end)};
  batches_->copy(begin_ + begin, begin_ + end, room);
  return {room, room};
}

StepRoom::StepRoom(at::IntArrayRef image_shape, at::Device device)
    : pixels_(c10::multiply_integers(image_shape)), device_(device) {}

StepImages::Rows StepRoom::all_of(const StepImages& images) {
  const std::int64_t count = images.count();
  if (!room_.defined() || room_.size(0) < count)
    room_ = at::empty({count, pixels_}, at::TensorOptions(at::kFloat).device(device_));
  return images.rows(0, count, room_.slice(0, 0, count));
}

}  // namespace codegrid
