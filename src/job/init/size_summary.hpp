#pragma once

#include <cstdint>
#include <vector>

namespace codegrid {

/// In pixels.
struct PictureSize {
  std::int64_t height = 0;
  std::int64_t width = 0;

  bool operator==(const PictureSize&) const = default;
};

/// Where a tenth, a half and nine tenths of some values lie below, and their ends.
struct Quantiles {
  double least = 0;
  double low = 0;
  double median = 0;
  double high = 0;
  double greatest = 0;
};

/// What is known of the sizes of many pictures.
struct SizeSummary {
  std::int64_t pictures = 0;
  Quantiles height{};
  Quantiles width{};
  Quantiles longer_side{};
  Quantiles aspect{};             ///< Width / height.
  PictureSize most_frequent{};    ///< Of those, the smallest.
  std::int64_t of_that_size = 0;  ///< Pictures.
  double pixels = 0;              ///< Of all pictures together.
};

/// Of `sizes`, in any order; each side is at least 1. Of none, all is 0.
SizeSummary summarize_sizes(const std::vector<PictureSize>& sizes);

}  // namespace codegrid
