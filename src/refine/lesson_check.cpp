#include "refine/lesson_check.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <fmt/format.h>

#include "core/text_table.hpp"

namespace codegrid {
namespace {

constexpr const char* kWhatToDo = "give more images, or lower refinement.k or refinement.neighbors";

bool uses_batch_norm(const ModelOptions& student) {
  return student.kind == ModelKind::kConvolutional && student.convolutional.batch_norm;
}

}  // namespace

LessonCheck check_lesson(const at::Tensor& points, const at::Tensor& groups,
                         const RefinementOptions& options) {
  const at::Tensor sizes = at::bincount(groups.index_select(0, points), {}, options.k);
  const std::int64_t learned = sizes.gt(0).sum().item<std::int64_t>();
  const std::int64_t least = uses_batch_norm(options.student) ? 3 : 2;  // one is held out
  LessonCheck check;
  check.groups_without_points = options.k - learned;
  if (points.numel() < least) {
    check.problem = fmt::format(
        "found {} whose neighbors are all in its group, expected {} or more to learn from; {}",
        counted(points.numel(), "image", "images"), least, kWhatToDo);
  } else if (learned < 2) {
    check.problem = fmt::format(
        "found images whose neighbors are all in their group in 1 of {} only, expected 2 groups or "
        "more to tell apart; {}",
        counted(options.k, "group", "groups"), kWhatToDo);
  }
  return check;
}

std::string warning_of(const LessonCheck& check, std::int64_t round, std::int64_t k) {
  const std::int64_t without = check.groups_without_points;
  if (without == 0) return "";
  return fmt::format(
      "warning: student {}: in {} of {} no image has all of its neighbors in the group: the "
      "student cannot learn {}, and leaves {} empty; lower refinement.k or refinement.neighbors",
      round, with_commas(without), counted(k, "group", "groups"), without == 1 ? "it" : "them",
      without == 1 ? "it" : "them");
}

}  // namespace codegrid
