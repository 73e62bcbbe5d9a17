#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace codegrid {

// Shared by the pictures of this room, and internal to it.

struct Tick {
  double value;
  std::string label;
};

/// One axis of a chart: a range, its scale and its labelled places.
struct Axis {
  double low = 0;
  double high = 1;
  bool logarithmic = false;
  std::vector<Tick> ticks;  ///< Rising, all within [low, high], labels distinct.

  /// Where `value` lies: 0 at `low`, 1 at `high`.
  double place(double value) const;
};

/// The largest magnitude that an axis takes; larger values count as not finite.
constexpr double kLargestValue = 1e100;

/// Where an axis of values may be logarithmic.
enum class ValueScale { kByRange, kLinear };

/// An axis on which every one of `values` (finite, at most kLargestValue in magnitude; may be
/// empty) is visible with some air around it. It is logarithmic if all values are positive and the
/// largest is more than three times the smallest, so that the steep first epochs of a loss do not
/// flatten the rest; else, and where kLinear is wanted, linear. Equal values lie in the middle.
Axis value_axis(const std::vector<double>& values, double pixels,
                ValueScale scale = ValueScale::kByRange);

/// An axis for x = 1, 2, ..., `count` with whole ticks; a single x lies in the middle. `count`
/// >= 1.
Axis count_axis(std::int64_t count, double pixels);

/// An axis for whole numbers, rising, with a tick at each of them as far as their labels have room;
/// the first and the last have one always. A single one lies in the middle. At least one.
Axis number_axis(const std::vector<double>& numbers, double pixels);

}  // namespace codegrid
