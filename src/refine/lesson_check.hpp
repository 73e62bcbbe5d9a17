#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>

#include "refine/options.hpp"

namespace codegrid {

/// Whether a student can learn from some points.
struct LessonCheck {
  std::string problem{};  ///< Why it cannot, and what to do; empty where it can.
  /// How many groups none of the points is in: it cannot learn those, and leaves them empty.
  std::int64_t groups_without_points = 0;
};

/// A student needs points of two groups at least, and, with batch norm, two points that are not
/// held out.
///   points: [M] int64, those it would learn from (see agreeing_points); groups: [N] int64 in
///   -1..options.k-1 on the CPU.
LessonCheck check_lesson(const at::Tensor& points, const at::Tensor& groups,
                         const RefinementOptions& options);

/// "warning: student 1: in 2 of 10 groups no image ...: it leaves them empty; ..."; empty where
/// every group has points.
std::string warning_of(const LessonCheck& check, std::int64_t round, std::int64_t k);

}  // namespace codegrid
