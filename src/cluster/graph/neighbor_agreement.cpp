#include "cluster/graph/neighbor_agreement.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>

#include <cstdint>
#include <limits>

#include "cluster/measurable_codes.hpp"

namespace codegrid {
namespace {

// The means of some values, [N] each, over those that count.
class MeanOfSets {
 public:
  explicit MeanOfSets(std::int64_t size)
      : sums_(at::zeros({size}, at::kDouble)), counts_(at::zeros({size}, at::kDouble)) {}

  void add(const at::Tensor& values, const at::Tensor& counts) {
    sums_ += values.to(at::kDouble).masked_fill(counts.logical_not(), 0);
    counts_ += counts;
  }
  // [N] double; NaN where none counts.
  at::Tensor get() const { return sums_ / counts_; }

 private:
  at::Tensor sums_;
  at::Tensor counts_;
};

}  // namespace

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

NeighborAgreement measure_agreement(std::span<const NeighborLists> lists,
                                    const Communities& communities) {
  if (lists.size() == 1) return measure_agreement(lists.front(), communities);
  MeanOfSets shares(std::ssize(communities));
  MeanOfSets distances(std::ssize(communities));
  bool wide = false;
  for (const NeighborLists& list : lists) {
    const NeighborAgreement here = measure_agreement(list, communities);
    shares.add(here.shares, list.indices.ge(0).any(1));
    distances.add(here.distances, at::isnan(here.distances).logical_not());
    wide = wide || here.distances.scalar_type() == at::kDouble;
  }
  const at::Tensor mean = distances.get();
  return {wide ? mean : mean.to(at::kFloat), at::nan_to_num(shares.get(), 0).to(at::kFloat)};
}

}  // namespace codegrid
