#include "job/init/size_summary.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <utility>

namespace codegrid {
namespace {

// The value at the rank nearest to each share of the whole.
Quantiles quantiles_of(const std::vector<PictureSize>& sizes,
                       const std::function<double(const PictureSize&)>& measure) {
  std::vector<double> values;
  values.reserve(sizes.size());
  for (const PictureSize& size : sizes) values.push_back(measure(size));
  std::ranges::sort(values);
  const auto at = [&](double share) {
    const double rank = std::round(share * static_cast<double>(values.size() - 1));
    return values[static_cast<std::size_t>(rank)];
  };
  return {values.front(), at(0.1), at(0.5), at(0.9), values.back()};
}

}  // namespace

SizeSummary summarize_sizes(const std::vector<PictureSize>& sizes) {
  SizeSummary summary;
  if (sizes.empty()) return summary;
  const auto height = [](const PictureSize& size) { return static_cast<double>(size.height); };
  const auto width = [](const PictureSize& size) { return static_cast<double>(size.width); };
  summary.pictures = std::ssize(sizes);
  summary.height = quantiles_of(sizes, height);
  summary.width = quantiles_of(sizes, width);
  summary.longer_side = quantiles_of(
      sizes, [&](const PictureSize& size) { return std::max(height(size), width(size)); });
  summary.aspect =
      quantiles_of(sizes, [&](const PictureSize& size) { return width(size) / height(size); });
  std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> counts;
  for (const PictureSize& size : sizes) {
    ++counts[{size.height, size.width}];
    summary.pixels += height(size) * width(size);
  }
  for (const auto& [size, count] : counts) {
    if (count <= summary.of_that_size) continue;
    summary.most_frequent = {size.first, size.second};
    summary.of_that_size = count;
  }
  return summary;
}

}  // namespace codegrid
