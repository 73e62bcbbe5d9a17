#include "view/axis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace codegrid {
namespace {

constexpr double kLogarithmicFrom = 3;  // largest over smallest value
constexpr double kClosestRows = 50;     // pixels between neighbouring ticks of a vertical axis
constexpr double kClosestPowers = 34;   // the same where they lie unevenly
constexpr double kClosestColumns = 64;  // and between those of a horizontal axis
constexpr double kClosestNumbers = 30;  // the same where each is one that is meant
constexpr double kFinestRange = 1e-9;   // of the largest value: labels stay short and distinct
constexpr double kAir = 0.05;           // of the range, above and below the values

// The smallest of 1, 2, 5, 10, ... times a power of ten that is at least `least`.
double round_step(double least) {
  const double power = std::pow(10.0, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= least * (1 - 1e-9)) return factor * power;
  }
  return 10 * power;
}

// `value` with as many digits as tell it from a neighbour `step` away.
std::string label(double value, double step, double largest) {
  if (value == 0) return "0";
  const auto exponent_of = [](double x) {
    return static_cast<int>(std::floor(std::log10(x) + 1e-9));
  };
  const int step_exponent = exponent_of(step);
  if (largest >= 1e6 || largest < 1e-3) {
    const int digits = std::max(0, exponent_of(std::abs(value)) - step_exponent);
    return fmt::format("{:.{}e}", value, digits);
  }
  return fmt::format("{:.{}f}", value, std::max(0, -step_exponent));
}

std::vector<Tick> linear_ticks(double low, double high, double step) {
  std::vector<Tick> ticks;
  const double largest = std::max(std::abs(low), std::abs(high));
  const double first = std::ceil(low / step - 1e-6);
  for (double i = first; i * step <= high + step * 1e-6; ++i) {
    const double value = std::clamp(i * step, low, high);
    ticks.push_back({value, label(i * step, step, largest)});
  }
  return ticks;
}

// Ticks at `factors` times every `every`-th power of ten.
std::vector<Tick> power_ticks(const Axis& axis, const std::vector<double>& factors, int every) {
  std::vector<Tick> ticks;
  const int first = static_cast<int>(std::floor(std::log10(axis.low) / every)) * every;
  for (int exponent = first; exponent <= std::log10(axis.high); exponent += every) {
    for (const double factor : factors) {
      const double power = std::pow(10.0, exponent);
      const double value = factor * power;
      if (value < axis.low || value > axis.high) continue;
      ticks.push_back({value, fmt::format("{:g}", value)});
    }
  }
  return ticks;
}

bool far_enough(const Axis& axis, const std::vector<Tick>& ticks, double pixels) {
  for (std::size_t i = 1; i < ticks.size(); ++i) {
    const double distance = axis.place(ticks[i].value) - axis.place(ticks[i - 1].value);
    if (distance * pixels < kClosestPowers) return false;
  }
  return true;
}

// As many as have room.
std::vector<Tick> logarithmic_ticks(const Axis& axis, double pixels) {
  std::vector<Tick> most;
  for (const std::vector<double>& factors : {std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8, 9},
                                             {1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8},
                                             {1, 1.5, 2, 3, 4, 6, 8},
                                             {1, 2, 3, 5},
                                             {1, 2, 5},
                                             {1, 3},
                                             {1}}) {
    auto ticks = power_ticks(axis, factors, 1);
    if (ticks.size() > most.size() && far_enough(axis, ticks, pixels)) most = std::move(ticks);
  }
  for (int every = 2; most.empty(); ++every) {
    auto ticks = power_ticks(axis, {1}, every);
    if (far_enough(axis, ticks, pixels)) most = std::move(ticks);
  }
  return most;
}

Axis logarithmic_axis(double low, double high, double pixels) {
  const double air = std::pow(high / low, kAir);
  Axis axis{low / air, high * air, true, {}};
  axis.ticks = logarithmic_ticks(axis, pixels);
  return axis;
}

Axis linear_axis(double low, double high, double pixels) {
  const double largest = std::max(std::abs(low), std::abs(high));
  double air = (high - low) * kAir;
  if (high == low) air = largest / 10;
  air = std::max(air, largest * kFinestRange);
  if (air < 1e-290) air = 1;
  Axis axis{low - air, high + air, false, {}};
  if (low >= 0 && axis.low < 0) axis.low = 0;
  axis.ticks =
      linear_ticks(axis.low, axis.high, round_step((axis.high - axis.low) * kClosestRows / pixels));
  return axis;
}

}  // namespace

double Axis::place(double value) const {
  if (logarithmic) {
    return (std::log10(value) - std::log10(low)) / (std::log10(high) - std::log10(low));
  }
  return (value - low) / (high - low);
}

Axis value_axis(const std::vector<double>& values, double pixels, ValueScale scale) {
  if (values.empty()) return linear_axis(0, 1, pixels);
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  // Below the smallest of these a scale of powers of ten would overflow.
  const bool logarithmic =
      scale == ValueScale::kByRange && *low >= 1 / kLargestValue && *high > kLogarithmicFrom * *low;
  return logarithmic ? logarithmic_axis(*low, *high, pixels) : linear_axis(*low, *high, pixels);
}

Axis count_axis(std::int64_t count, double pixels) {
  if (count == 1) return {0.5, 1.5, false, {{1, "1"}}};
  const auto last = static_cast<double>(count);
  const double air = (last - 1) * 0.02;
  Axis axis{1 - air, last + air, false, {}};
  const double step = std::max(1.0, round_step((last - 1) * kClosestColumns / pixels));
  axis.ticks = linear_ticks(1, last, step);
  // The axis starts at 1, which no step but 1 meets.
  const bool room = (axis.place(step) - axis.place(1)) * pixels >= kClosestColumns / 2;
  if (step > 1 && room) axis.ticks.insert(axis.ticks.begin(), {1, "1"});
  return axis;
}

Axis number_axis(const std::vector<double>& numbers, double pixels) {
  const auto tick = [](double number) { return Tick{number, fmt::format("{:.0f}", number)}; };
  const double first = numbers.front();
  const double last = numbers.back();
  if (first == last) return {first - 0.5, first + 0.5, false, {tick(first)}};
  const double air = (last - first) * 0.02;
  Axis axis{first - air, last + air, false, {tick(first)}};
  const auto have_room = [&](double one, double next) {
    return (axis.place(next) - axis.place(one)) * pixels >= kClosestNumbers;
  };
  for (const double number : numbers) {
    if (have_room(axis.ticks.back().value, number) && have_room(number, last))
      axis.ticks.push_back(tick(number));
  }
  axis.ticks.push_back(tick(last));
  return axis;
}

}  // namespace codegrid
