#include "cluster/code_sums.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>

namespace codegrid {
namespace {

std::int64_t width_of_all(const CodeSets& codes) {
  std::int64_t width = 0;
  for (const CodeSet& set : codes) width += set.codes.size(1);
  return width;
}

}  // namespace

CodeSums::CodeSums(std::int64_t groups, const CodeSets& codes)
    : codes_(codes),
      sums_(at::zeros({groups, width_of_all(codes)}, at::kDouble)),
      counts_(at::zeros({groups}, at::kDouble)) {}

void CodeSums::add(std::int64_t group, std::int64_t code) {
  double* sum = sums_.mutable_data_ptr<double>() + group * sums_.size(1);
  for (const CodeSet& set : codes_) {
    const std::int64_t width = set.codes.size(1);
    const float* value = set.codes.const_data_ptr<float>() + code * width;
    for (std::int64_t i = 0; i < width; ++i) *sum++ += static_cast<double>(value[i]);
  }
  ++counts_.mutable_data_ptr<double>()[group];
}

at::Tensor CodeSums::means() const { return sums_ / counts_.unsqueeze(1); }

}  // namespace codegrid
