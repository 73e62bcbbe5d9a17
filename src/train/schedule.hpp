#pragma once

#include <cstdint>

#include "train/options.hpp"

namespace codegrid {

/// Where training stands: step 0 is the first, `total` are planned.
struct ScheduleStep {
  std::int64_t index;
  std::int64_t total;
};

/// The learning rate of a step; `peak` is the optimizer's own.
///   constant: the peak.
///   cosine: down from the peak to 0 along half a cosine (Loshchilov and Hutter 2017).
///   one_cycle: from peak / 25 up to the peak and down to peak / 250,000, both along half a cosine
///   (Smith and Topin 2018).
/// With a warm-up, constant and cosine rise in a line to the peak first. A step from `total` on has
/// the rate of the last.
double learning_rate(const ScheduleOptions& options, double peak, ScheduleStep step);

}  // namespace codegrid
