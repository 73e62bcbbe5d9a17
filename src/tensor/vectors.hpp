#pragma once

#include <cstdint>

/// For loops that are vectorised by hand, with the compiler's own vectors (GCC, Clang) rather than
/// at::vec: at::vec has one width a build; these are compiled once for each of three instruction
/// sets (tensor/dispatch.hpp), and the program chooses while it runs, as LibTorch's kernels do.
///
/// What a kernel's source includes must leave no code behind that other sources could be linked to:
/// the linker keeps one copy of an inline function, and it may be the one with AVX-512 in it. So
/// kernels stand in an anonymous namespace, and call no inline function of the standard library;
/// a test reads the objects' symbols (tests/rules).
namespace codegrid {

/// As many lanes as one register of the processor holds: the compiler handles wider ones badly.
template <std::int64_t lanes>
struct Vectors {
  static constexpr std::int64_t kLanes = lanes;
  using Floats [[gnu::vector_size(lanes * sizeof(float))]] = float;
  using Integers [[gnu::vector_size(lanes * sizeof(std::int32_t))]] = std::int32_t;
  using Doubles [[gnu::vector_size(lanes * sizeof(double))]] = double;
};

}  // namespace codegrid
