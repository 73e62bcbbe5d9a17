#include "cluster/graph/neighbor_agreement.hpp"

#include <ATen/Functions.h>

#include <cstdint>
#include <limits>

#include "cluster/measurable_codes.hpp"

namespace codegrid {

NeighborAgreement measure_agreement(const NeighborLists& lists, const Communities& communities) {
  const at::Tensor means = at::empty({lists.count()}, at::kFloat);
  NeighborAgreement result;
  result.shares = at::empty({lists.count()}, at::kFloat);
  const auto* index = lists.indices.const_data_ptr<std::int32_t>();
  const auto* distance = lists.distances.const_data_ptr<float>();
  float* mean = means.mutable_data_ptr<float>();
  float* share = result.shares.mutable_data_ptr<float>();
  for (const std::int32_t community : communities) {
    double sum = 0;
    std::int64_t found = 0;
    std::int64_t own = 0;
    for (std::int64_t i = 0; i < lists.width(); ++i, ++index, ++distance) {
      if (*index < 0) continue;
      ++found;
      if (communities[place(*index)] != community) continue;
      ++own;
      sum += static_cast<double>(*distance);
    }
    *mean++ = own == 0 ? std::numeric_limits<float>::quiet_NaN()
                       : static_cast<float>(sum / static_cast<double>(own));
    *share++ = found == 0 ? 0 : static_cast<float>(own) / static_cast<float>(found);
  }
  result.distances = scale_lengths(means, lists.exponent);
  return result;
}

}  // namespace codegrid
