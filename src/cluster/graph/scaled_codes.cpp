#include "cluster/graph/scaled_codes.hpp"

#include <algorithm>

#include "cluster/kmeans/centroid_groups.hpp"
#include "cluster/kmeans/distances.hpp"

namespace codegrid {

ScaledCodes::ScaledCodes(const at::Tensor& codes, std::string_view method)
    : method_(method),
      measurable_(make_measurable(method, codes)),
      rows_(pad_rows(measurable_.codes)),
      width_(codes.size(1)),
      stride_(rows_.size(1)),
      data_(rows_.const_data_ptr<float>()) {
  measurable_.codes.reset();  // the rows are all that is used
}

float ScaledCodes::squared(std::int64_t one, std::int64_t other) const {
  float squared = 0;
  measure(row(one), width_, row(other), stride_, 1, &squared);
  return squared;
}

void ScaledCodes::require_equal(std::int64_t one, std::int64_t other) const {
  if (!std::equal(row(one), row(one) + width_, row(other)))
    throw indistinguishable(method_, measurable_.widest);
}

}  // namespace codegrid
