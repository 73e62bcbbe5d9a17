#pragma once

#include <ATen/ATen.h>

#include <cstdint>

#include "refine/student.hpp"
#include "tensor/random.hpp"

namespace codegrid {

/// Images of 8 x 8 in three obvious groups, each with another bright third and some noise; image i
/// is of group i % 3. [count, 1, 8, 8] uint8.
inline at::Tensor images_in_three_groups(std::int64_t count) {
  at::Tensor images = at::randint(0, 60, {count, 1, 8, 8}, make_generator(7, Purpose::kPictures),
                                  at::TensorOptions(at::kByte));
  for (std::int64_t i = 0; i < count; ++i)
    images[i][0].slice(0, 3 * (i % 3), 3 * (i % 3) + 2).add_(180);
  return images;
}

inline at::Tensor groups_of_three(std::int64_t count) { return at::arange(count, at::kLong) % 3; }

/// Of a student that learns those in a fraction of a second.
inline RefinementOptions small_refinement() {
  RefinementOptions options;
  options.k = 3;
  options.neighbors = 5;
  options.rounds = 2;
  options.student.hidden = {24};  // so that no group has features of zeros
  options.student.convolutional.channels = {4};
  options.training.epochs = 6;
  options.training.batch_size = 16;
  options.training.precision = Precision::kFloat32;
  options.training.optimizer.learning_rate = 0.03;
  return options;
}

/// All of them but the last three.
inline Lesson small_lesson(std::int64_t count = 60) {
  return {images_in_three_groups(count), at::arange(count - 3, at::kLong), groups_of_three(count),
          PixelScale{}};
}

}  // namespace codegrid
