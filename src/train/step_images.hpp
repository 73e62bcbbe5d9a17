#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "data/batches.hpp"

namespace codegrid {

/// The images of one step: what goes into a model, and what should come out of it.
class StepImages {
 public:
  /// Images side by side, flat: [n, C*H*W] float32.
  struct Rows {
    at::Tensor inputs;
    at::Tensor targets;  ///< May be the inputs.
  };

  /// Batch `index` of `batches`, which must outlive this: what goes in should come out. Each image
  /// is copied when its row is asked for.
  StepImages(const Batches& batches, std::int64_t index);
  /// Images that are there already; they may be the same ones.
  ///   inputs, targets: [n, C, H, W] or [n, C*H*W] float32, contiguous, on the model's device.
  ///   numbers: [n] int64 on that device, see numbers(); undefined: not known.
  StepImages(const at::Tensor& inputs, const at::Tensor& targets, at::Tensor numbers = {});

  std::int64_t count() const { return end_ - begin_; }
  /// Which of the images of the batches' set they are (see Batches::rows): [n] int64. Undefined
  /// where that is not known.
  at::Tensor numbers() const;
  /// Of the first of them in the order of the batches; 0 for images that are there already.
  std::int64_t place() const { return begin_; }

  /// Images [begin, end) of these: where they lie, or copied to `room`. Several threads may ask.
  ///   room: [end - begin, C*H*W] float32 on the model's device, contiguous.
  Rows rows(std::int64_t begin, std::int64_t end, at::Tensor room) const;

 private:
  const Batches* batches_ = nullptr;
  std::int64_t begin_ = 0;  // places in the order of the batches
  std::int64_t end_ = 0;
  Rows all_;  // where there are no batches
  at::Tensor numbers_;
};

/// Takes all images of a step at once, in room that is kept for the next one.
class StepRoom {
 public:
  ///   image_shape: {C, H, W}; device: the model's.
  StepRoom(at::IntArrayRef image_shape, at::Device device);

  /// Up to the next call.
  StepImages::Rows all_of(const StepImages& images);

 private:
  std::int64_t pixels_;
  at::Device device_;
  at::Tensor room_;  // [largest batch so far, C*H*W] float32
};

}  // namespace codegrid
