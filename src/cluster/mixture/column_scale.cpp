#include "cluster/mixture/column_scale.hpp"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>

#include <algorithm>
#include <cmath>

#include "core/interrupt.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kSummedRows = 1024;  // that are added up on their own

// The sum over all codes of what add(sums, code) adds for one, [D] float64: chunks of rows, and
// then those in their order.
template <class Add>
at::Tensor sum_columns(const at::Tensor& codes, const Add& add) {
  const std::int64_t width = codes.size(1);
  const std::int64_t chunks = at::divup(codes.size(0), kSummedRows);
  const at::Tensor sums = at::zeros({chunks, width}, at::kDouble);
  double* all = sums.mutable_data_ptr<double>();
  const float* first = codes.const_data_ptr<float>();
  at::parallel_for(0, chunks, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t chunk = begin; chunk < end; ++chunk) {
      stop_if_interrupted();
      const std::int64_t last = std::min(codes.size(0), (chunk + 1) * kSummedRows);
      for (std::int64_t row = chunk * kSummedRows; row < last; ++row)
        add(all + chunk * width, first + row * width);
    }
  });
  at::Tensor sum = at::zeros({width}, at::kDouble);
  for (std::int64_t chunk = 0; chunk < chunks; ++chunk) sum += sums[chunk];
  return sum;
}

}  // namespace

ColumnMoments measure_columns(const at::Tensor& codes) {
  const auto count = static_cast<double>(codes.size(0));
  const std::int64_t width = codes.size(1);
  const float* first = codes.const_data_ptr<float>();
  ColumnMoments columns;
  columns.means = sum_columns(codes,
                              [&](double* sums, const float* code) {
                                for (std::int64_t i = 0; i < width; ++i) sums[i] += double{code[i]};
                              }) /
                  count;
  const double* mean = columns.means.const_data_ptr<double>();
  const at::Tensor squares = sum_columns(codes, [&](double* sums, const float* code) {
    for (std::int64_t i = 0; i < width; ++i) {
      const double difference = double{code[i]} - mean[i];
      sums[i] += difference * difference;
    }
  });
  // A rounded mean would give a constant column a variance.
  const at::Tensor varies = sum_columns(codes, [&](double* sums, const float* code) {
    for (std::int64_t i = 0; i < width; ++i) sums[i] += code[i] == first[i] ? 0 : 1;
  });
  columns.scales = (squares / count).sqrt().masked_fill_(varies.eq(0), 0);
  columns.means = at::where(varies.eq(0), codes[0].to(at::kDouble), columns.means);
  return columns;
}

ColumnScale::ColumnScale(const ColumnMoments& columns)
    : all_(columns.means.size(0)), means_(columns.means) {
  const double* mean = columns.means.const_data_ptr<double>();
  const double* scale = columns.scales.const_data_ptr<double>();
  for (std::int64_t i = 0; i < all_; ++i) {
    if (scale[i] == 0) continue;
    columns_.push_back(i);
    mean_.push_back(mean[i]);
    scale_.push_back(scale[i]);
    log_volume_ += std::log(scale[i]);
  }
}

void ColumnScale::bring(const float* code, double* scaled) const {
  for (std::size_t i = 0; i < columns_.size(); ++i)
    scaled[i] = (double{code[columns_[i]]} - mean_[i]) / scale_[i];
}

at::Tensor ColumnScale::restore(const at::Tensor& rows) const {
  at::Tensor restored = means_.unsqueeze(0).repeat({rows.size(0), 1});
  double* to = restored.mutable_data_ptr<double>();
  const double* from = rows.const_data_ptr<double>();
  for (std::int64_t row = 0; row < rows.size(0); ++row, to += all_, from += width()) {
    for (std::size_t i = 0; i < columns_.size(); ++i) to[columns_[i]] += from[i] * scale_[i];
  }
  return restored.to(at::kFloat);
}

}  // namespace codegrid
