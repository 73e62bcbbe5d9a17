#include "train/schedule.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace codegrid {
namespace {

constexpr double kFirstShare = 1.0 / 25;  // of the peak, where one cycle begins
constexpr double kLastShare = kFirstShare / 10'000;

// Half a cosine from `from` to `to`, with `share` in [0, 1].
double along_cosine(double from, double to, double share) {
  return to + (from - to) * (1 + std::cos(std::numbers::pi * share)) / 2;
}

double one_cycle(double peak, double position, double rise, double last) {
  if (position < rise) return along_cosine(peak * kFirstShare, peak, position / rise);
  const double fall = std::max(last - rise, 1.0);
  return along_cosine(peak, peak * kLastShare, std::min(1.0, (position - rise) / fall));
}

}  // namespace

double learning_rate(const ScheduleOptions& options, double peak, ScheduleStep step) {
  const auto total = static_cast<double>(step.total);
  const auto position = static_cast<double>(std::min(step.index, step.total - 1));
  if (options.kind == ScheduleKind::kOneCycle)
    return one_cycle(peak, position, options.rise * total, total - 1);
  const double warmup = options.warmup * total;
  if (position < warmup) return peak * std::min(1.0, (position + 1) / warmup);
  if (options.kind == ScheduleKind::kConstant) return peak;
  return along_cosine(peak, 0, (position - warmup) / std::max(total - warmup, 1.0));
}

}  // namespace codegrid
