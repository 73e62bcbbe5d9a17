#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Scalar.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace codegrid {

/// The codes that have a direction: all but those of zeros.
struct DirectedCodes {
  at::Tensor rows;         ///< [M] int64 on the CPU, ascending; undefined where all of them have.
  std::int64_t zeros = 0;  ///< Codes that have none.
  std::int64_t first = 0;  ///< The first of those.
  std::string note;        ///< What the user should know of them; empty where there are none.
};

/// What a method needs of its codes' directions.
struct NeededDirections {
  std::string_view method;  ///< Its name, the first word of the message.
  std::int64_t least = 1;   ///< So many codes must have one.
  std::string_view why;     ///< And what to do, as the end of a sentence.
};

/// codes: [N, D] on any device. Throws Error(kBadData) where too few of several codes have a
/// direction.
DirectedCodes find_directed(const at::Tensor& codes, const NeededDirections& needed);

/// The directed ones of `codes`, [N, D], on their device.
at::Tensor select_directed(const at::Tensor& codes, const DirectedCodes& directed);

/// What was found of the directed codes, [M] on the CPU, for all N: `rest` for the others.
at::Tensor spread(const at::Tensor& found, const DirectedCodes& directed, const at::Scalar& rest);

}  // namespace codegrid
