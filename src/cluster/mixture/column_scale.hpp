#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace codegrid {

/// Means and standard deviations of the codes' columns.
struct ColumnMoments {
  at::Tensor means;   ///< [D] float64
  at::Tensor scales;  ///< [D] float64, the standard deviations; 0 where all values are the same.
};

/// The same bits on any number of threads. Throws Error once the program is asked to stop.
///   codes: [N, D] float32, contiguous, on the CPU; what is not finite makes that of its column
///   NaN.
ColumnMoments measure_columns(const at::Tensor& codes);

/// Brings codes to columns of mean 0 and variance 1, without those that are the same in all.
class ColumnScale {
 public:
  explicit ColumnScale(const ColumnMoments& columns);

  /// Of the codes as they are.
  std::int64_t all_columns() const { return all_; }
  /// Columns that are not left out.
  std::int64_t width() const { return static_cast<std::int64_t>(columns_.size()); }
  /// The sum of the logarithms of their standard deviations: by so much a log density is less in
  /// the measure of the codes.
  double log_volume() const { return log_volume_; }

  /// code: [all_columns()]; scaled: [width()].
  void bring(const float* code, double* scaled) const;
  /// `rows`, [M, width()] float64, contiguous, in the measure of the codes: [M, all_columns()]
  /// float32.
  at::Tensor restore(const at::Tensor& rows) const;

 private:
  std::int64_t all_;
  at::Tensor means_;  // of all columns, which is what they are where they are left out
  std::vector<std::int64_t> columns_;
  std::vector<double> mean_;  // of columns_
  std::vector<double> scale_;
  double log_volume_ = 0;
};

}  // namespace codegrid
