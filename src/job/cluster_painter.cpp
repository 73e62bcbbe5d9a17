#include "job/cluster_painter.hpp"

#include <ATen/ATen.h>

#include <algorithm>
#include <functional>
#include <utility>

#include "core/interrupt.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kValuesAtOnce = std::int64_t{1} << 20;  // between two looks at a signal

// Row by row, because the codes may lie in a file that is larger than memory.
at::Tensor mean_codes(const at::Tensor& codes, const at::Tensor& assignments, std::int64_t k,
                      const std::vector<std::int64_t>& shown) {
  const std::int64_t width = codes.size(1);
  std::vector<std::int64_t> row_of(static_cast<std::size_t>(k), -1);
  for (std::size_t row = 0; row < shown.size(); ++row)
    row_of[static_cast<std::size_t>(shown[row])] = static_cast<std::int64_t>(row);
  const auto rows = static_cast<std::int64_t>(shown.size());
  const at::Tensor sums = at::zeros({rows, width}, at::kDouble);
  std::vector<std::int64_t> sizes(shown.size());
  double* sum = sums.mutable_data_ptr<double>();
  const float* code = codes.const_data_ptr<float>();
  const auto cluster = assignments.accessor<std::int64_t, 1>();
  for (std::int64_t i = 0; i < codes.size(0); ++i, code += width) {
    if (i % (1 << 14) == 0) stop_if_interrupted();
    const std::int64_t row = cluster[i] < 0 ? -1 : row_of[static_cast<std::size_t>(cluster[i])];
    if (row < 0) continue;
    ++sizes[static_cast<std::size_t>(row)];
    double* to = sum + row * width;
    for (std::int64_t j = 0; j < width; ++j) to[j] += static_cast<double>(code[j]);
  }
  return (sums / at::tensor(sizes, at::kLong).clamp_min(1).unsqueeze(1)).to(at::kFloat);
}

// The greatest of some values, in memory for those alone.
class Greatest {
 public:
  explicit Greatest(std::int64_t count) : count_(static_cast<std::size_t>(count)) {}

  void add(float value) {
    if (heap_.size() == count_) {
      if (!(value > heap_.front())) return;
      std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
      heap_.back() = value;
    } else {
      heap_.push_back(value);
    }
    std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
  }
  float least() const { return heap_.front(); }
  float greatest() const { return *std::max_element(heap_.begin(), heap_.end()); }

 private:
  std::size_t count_;
  std::vector<float> heap_;  // the least on top
};

// Most codes have a few large values; the 99.9 % quantile keeps those from whitening all others.
CodeRange range_of(const at::Tensor& codes, const at::Tensor& centers) {
  const std::int64_t count = codes.numel();
  const float* values = codes.const_data_ptr<float>();
  float lowest = centers.min().item<float>();
  Greatest greatest(count / 1000 + 1);
  for (std::int64_t i = 0; i < count; ++i) {
    if (i % kValuesAtOnce == 0) stop_if_interrupted();
    lowest = std::min(lowest, values[i]);
    greatest.add(values[i]);
  }
  return {lowest, greatest.least(), greatest.greatest()};
}

}  // namespace

ClusterPainter::ClusterPainter(const ImageSet& images, PixelScale scale, const at::Tensor& codes,
                               const Clustering& clustering, const std::vector<std::int64_t>& shown,
                               Tone tone)
    : images_(images),
      scale_(scale),
      codes_(codes),
      center_name_(clustering.centroids.defined() && !clustering.mixture ? "centroid" : "mean"),
      centers_(clustering.centroids.defined()
                   ? clustering.centroids.index_select(0, at::tensor(shown, at::kLong))
                   : mean_codes(codes, clustering.assignments, clustering.k, shown)),
      range_(range_of(codes, centers_)),
      tone_(tone) {}

Cell ClusterPainter::image(const at::Tensor& members, std::int64_t place, std::int64_t cell_pixels,
                           std::string caption) const {
  stop_if_interrupted();
  if (place >= members.numel()) return {{}, std::move(caption)};
  const at::Tensor image = scale_.apply(images_.images[members[place].item<std::int64_t>()]);
  return {shown_image(reduced_image(image, cell_pixels), tone_), std::move(caption)};
}

Cell ClusterPainter::code(const at::Tensor& members, std::int64_t place,
                          std::int64_t cell_pixels) const {
  if (place >= members.numel()) return {};
  return code_cell(codes_[members[place].item<std::int64_t>()], cell_pixels, "");
}

Cell ClusterPainter::center(std::size_t place, std::int64_t cell_pixels,
                            std::string caption) const {
  return code_cell(centers_[static_cast<std::int64_t>(place)], cell_pixels, std::move(caption));
}

Cell ClusterPainter::code_cell(const at::Tensor& code, std::int64_t cell_pixels,
                               std::string caption) const {
  stop_if_interrupted();
  return {reduced_image(code_image(code, range_), cell_pixels), std::move(caption),
          /*framed=*/true};
}

}  // namespace codegrid
