#include "cluster/assign/probable_group.hpp"

#include <ATen/Parallel.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <cmath>

namespace codegrid {
namespace {

constexpr std::int64_t kCodesATaskOfGroups = 64;

AssignedCode place_by(std::span<const double> probabilities, std::optional<std::int64_t> own) {
  const auto probability = [&](std::int64_t group) {
    return probabilities[static_cast<std::size_t>(group)];
  };
  AssignedCode result;
  result.cluster = own.value_or(most_probable(probabilities));
  if (result.cluster >= 0) result.confidence = probability(result.cluster);
  result.next_cluster = most_probable(probabilities, result.cluster);
  if (result.next_cluster >= 0) result.next_confidence = probability(result.next_cluster);
  return result;
}

}  // namespace

std::vector<AssignedCode> ProbableGroup::assign(
    const at::Tensor& codes, std::span<const std::optional<std::int64_t>> own) const {
  TORCH_CHECK(codes.dim() == 2 && codes.size(1) == width(), "codes must be [N, ", width(),
              "], got ", codes.sizes());
  const at::Tensor rows = codes.contiguous();
  const std::int64_t count = rows.size(0);
  const auto* first = rows.const_data_ptr<float>();
  std::vector<AssignedCode> assigned(static_cast<std::size_t>(count));
  at::parallel_for(0, count, kCodesATaskOfGroups, [&](std::int64_t begin, std::int64_t end) {
    std::vector<double> probabilities(static_cast<std::size_t>(clusters()));
    for (std::int64_t i = begin; i < end; ++i) {
      const float* code = first + i * width();
      if (!std::all_of(code, code + width(), [](float value) { return std::isfinite(value); }))
        continue;
      probabilities_.measure(code, probabilities);
      const auto place = static_cast<std::size_t>(i);
      assigned[place] = place_by(probabilities, own[place]);
    }
  });
  return assigned;
}

}  // namespace codegrid
