#include "cluster/graph/nearest_rows.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

namespace codegrid {
namespace {

// Vectors that every processor of this kind has; the scan waits for memory, not for them.
using FourFloats = float __attribute__((vector_size(16)));
using FourInts = std::int32_t __attribute__((vector_size(16)));
constexpr std::int64_t kScanned = 16;  // scores that are looked at together

FourFloats load_four(const float* from) {
  FourFloats four;
  std::memcpy(&four, from, sizeof(four));
  return four;
}

bool any_above(const float* scores, FourFloats threshold) {
  const FourInts above = (load_four(scores) > threshold) | (load_four(scores + 4) > threshold) |
                         (load_four(scores + 8) > threshold) | (load_four(scores + 12) > threshold);
  std::int64_t halves[2];
  std::memcpy(halves, &above, sizeof(above));
  return (halves[0] | halves[1]) != 0;
}

}  // namespace

NearestRows::NearestRows(const ScaledCodes& codes, std::int64_t row, std::int64_t wanted,
                         float margin)
    : codes_(codes),
      row_(row),
      wanted_(static_cast<std::size_t>(wanted)),
      margin_(margin),
      threshold_(-std::numeric_limits<float>::infinity()) {
  candidates_.reserve(4 * wanted_ + 16);
}

void NearestRows::take(const float* scores, std::int64_t first, std::int64_t count,
                       float squared_length) {
  std::int64_t i = 0;
  for (; i + kScanned <= count; i += kScanned) {
    const float t = threshold_;
    if (!any_above(scores + i, FourFloats{t, t, t, t})) continue;
    for (std::int64_t j = i; j < i + kScanned; ++j) add(scores[j], first + j, squared_length);
  }
  for (; i < count; ++i) add(scores[i], first + i, squared_length);
}

void NearestRows::add(float score, std::int64_t index, float squared_length) {
  if (!(score > threshold_) || index == row_) return;
  if (candidates_.size() == candidates_.capacity()) drop_far_ones(squared_length);
  if (score > threshold_) candidates_.push_back({score, static_cast<std::int32_t>(index)});
}

// A candidate is farther than the nearest wanted ones if its estimate is so by twice the margin.
// Where too many are too close to tell, they are measured, and the nearest of those stay: another
// code has a greater index, so that it must be nearer than the last of them.
void NearestRows::drop_far_ones(float squared_length) {
  const auto last = candidates_.begin() + static_cast<std::ptrdiff_t>(wanted_) - 1;
  std::nth_element(candidates_.begin(), last, candidates_.end(),
                   [](const Candidate& a, const Candidate& b) { return a.score > b.score; });
  threshold_ = std::max(threshold_, last->score - margin_);
  std::erase_if(candidates_, [this](const Candidate& c) { return !(c.score > threshold_); });
  if (2 * candidates_.size() < candidates_.capacity()) return;
  measure_all();
  const float farthest = measured_.back().squared;
  // Of what is not nearer: nothing is nearer than 0.
  threshold_ = farthest == 0 ? std::numeric_limits<float>::infinity()
                             : std::max(threshold_, (squared_length - farthest - margin_) / 2);
  candidates_.clear();
  for (const Neighbor& near : measured_)
    candidates_.push_back({(squared_length - near.squared) / 2, near.index});
}

void NearestRows::measure_all() {
  measured_.clear();
  for (const Candidate& candidate : candidates_)
    measured_.push_back({codes_.squared(row_, candidate.index), candidate.index});
  const std::size_t kept = std::min(wanted_, measured_.size());
  std::partial_sort(measured_.begin(), measured_.begin() + static_cast<std::ptrdiff_t>(kept),
                    measured_.end());
  measured_.resize(kept);
}

const std::vector<Neighbor>& NearestRows::finish() {
  measure_all();
  return measured_;
}

}  // namespace codegrid
