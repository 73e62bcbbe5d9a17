#include "cluster/kmeans/grouping.hpp"

#include <ATen/Parallel.h>

#include <algorithm>
#include <iterator>
#include <span>

#include "core/interrupt.hpp"

namespace codegrid {
namespace {

class Halving {
 public:
  Halving(const at::Tensor& targets, std::int64_t size)
      : data_(targets.const_data_ptr<float>()),
        width_(targets.size(1)),
        size_(size),
        along_(static_cast<std::size_t>(targets.size(0))) {}

  void halve(std::span<std::int32_t> rows) {
    const std::int64_t count = std::ssize(rows);
    if (count <= size_) return;
    stop_if_interrupted();
    const std::int32_t one = farthest_from(rows.front(), rows);
    const std::int32_t other = farthest_from(one, rows);
    for (const std::int32_t row : rows) along(row) = squared(row, one) - squared(row, other);
    // Whole groups go to the first half.
    const std::int64_t first = (at::divup(count, size_) + 1) / 2 * size_;
    std::nth_element(rows.begin(), rows.begin() + first, rows.end(),
                     [this](std::int32_t a, std::int32_t b) {
                       return along(a) != along(b) ? along(a) < along(b) : a < b;
                     });
    halve(rows.first(static_cast<std::size_t>(first)));
    halve(rows.subspan(static_cast<std::size_t>(first)));
  }

 private:
  double& along(std::int32_t row) { return along_[static_cast<std::size_t>(row)]; }

  double squared(std::int32_t a, std::int32_t b) const {
    double sum = 0;
    for (std::int64_t i = 0; i < width_; ++i) {
      const double difference = static_cast<double>(data_[a * width_ + i]) - data_[b * width_ + i];
      sum += difference * difference;
    }
    return sum;
  }

  std::int32_t farthest_from(std::int32_t from, std::span<const std::int32_t> rows) {
    for (const std::int32_t row : rows) along(row) = squared(from, row);
    return *std::max_element(rows.begin(), rows.end(), [this](std::int32_t a, std::int32_t b) {
      return along(a) < along(b);
    });
  }

  const float* data_;
  std::int64_t width_;
  std::int64_t size_;
  std::vector<double> along_;
};

}  // namespace

std::vector<std::int32_t> group_alike(const at::Tensor& targets, std::int64_t size) {
  std::vector<std::int32_t> rows(static_cast<std::size_t>(targets.size(0)));
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<std::int32_t>(i);
  Halving(targets, size).halve(rows);
  return rows;
}

}  // namespace codegrid
