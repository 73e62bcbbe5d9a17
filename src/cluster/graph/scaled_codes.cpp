#include "cluster/graph/scaled_codes.hpp"

#include <ATen/Functions.h>

#include <cmath>

#include "cluster/kmeans/centroid_groups.hpp"
#include "cluster/kmeans/distances.hpp"

namespace codegrid {
namespace {

// Of the greatest value, as std::frexp has it; 0 where all are 0.
int exponent_of(const at::Tensor& codes) {
  int exponent = 0;
  std::frexp(codes.abs().max().item<float>(), &exponent);
  return exponent;
}

}  // namespace

ScaledCodes::ScaledCodes(const at::Tensor& codes)
    : exponent_(exponent_of(codes)),
      rows_(pad_rows(codes)),
      width_(codes.size(1)),
      stride_(rows_.size(1)) {
  if (rows_.is_same(codes) || rows_.data_ptr() == codes.data_ptr()) rows_ = rows_.clone();
  float* data = rows_.mutable_data_ptr<float>();
  for (std::int64_t i = 0; i < rows_.numel(); ++i) data[i] = std::ldexp(data[i], -exponent_);
  data_ = data;
}

float ScaledCodes::squared(std::int64_t one, std::int64_t other) const {
  float squared = 0;
  measure(row(one), width_, row(other), stride_, 1, &squared);
  return squared;
}

float ScaledCodes::distance(float squared) const {
  return std::ldexp(std::sqrt(squared), exponent_);
}

}  // namespace codegrid
