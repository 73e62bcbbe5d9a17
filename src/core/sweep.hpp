#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace codegrid {

/// Most numbers that a sweep tries.
constexpr std::size_t kMostSwept = 100;

/// Whole numbers that are tried one after the other, as a config gives them.
struct Sweep {
  std::vector<std::int64_t> values{};  ///< All different, in the order given; empty: no sweep.
  std::string range{};  ///< "2-20" or, in steps of 2, "2-20:2"; empty: a list gave them.

  bool empty() const { return values.empty(); }
};

/// What a config says, read as a sweep, or why it is none.
struct SweepReading {
  Sweep sweep{};
  /// Empty where it is one, and where nothing can be said but what is allowed.
  std::string problem{};
};

/// Reads a list of 1 to kMostSwept different numbers from `least` to `most`, or a range of as many,
/// both ends included, in steps of 1 or more: "2-20", "2-20:2". Anything else gives an empty sweep.
SweepReading read_sweep(const nlohmann::json& found, std::int64_t least, std::int64_t most);

/// As it was given: a list or a text.
nlohmann::ordered_json write_sweep(const Sweep& sweep);

}  // namespace codegrid
